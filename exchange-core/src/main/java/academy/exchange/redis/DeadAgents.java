package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.ScanOptions;

import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.RemoteFailure;
import academy.exchange.redis.LivingAgents.Silence;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Tells those who wait for a dead agent that it is. All exchanges do so at once; the ticket of a request decides which of
 * them answers it.
 *
 * <p>Who waits is found in the index, which also knows what the dead one had begun, and in the queue, where the requests of
 * Python peers lie that are in no index yet. What was looked through without gap is remembered, so that an agent that stays
 * dead costs no more: its index no longer grows but by what comes to its queue, and that grows at the tail.
 */
final class DeadAgents implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadAgents.class);

    private static final int PAGE = 500;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final RedisTickets tickets;
    private final RedisSender sender;

    /** One thread, while there is something to do; what is found meanwhile is found again. */
    private final ExecutorService teller = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DeadAgents::thread,
            new ThreadPoolExecutor.DiscardPolicy());

    /** What there was when all of it had been looked at; of the teller alone. */
    private final Map<AgentId, Silence> looked = new HashMap<>();

    DeadAgents(RedisCalls calls, RedisKeys keys, MessageCodec codec, RedisTickets tickets, RedisSender sender) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.tickets = tickets;
        this.sender = sender;
    }

    /** Has it done on another thread. */
    void tellCallers(List<Silence> silent) {
        teller.execute(() -> tell(silent));
    }

    @Override
    public void close() {
        teller.shutdownNow();
    }

    private void tell(List<Silence> silent) {
        looked.keySet().retainAll(silent.stream().map(Silence::agent).collect(Collectors.toSet()));
        for (Silence each : silent) {
            try {
                tell(each);
            } catch (ExchangeRefusedException failure) {
                log.warn("Callers of {} cannot be told that it is dead", each.agent(), failure);
                looked.put(each.agent(), each);
            } catch (RuntimeException failure) {
                log.debug("Could not tell the callers of {}; tries again", each.agent(), failure);
                return;
            }
        }
    }

    private void tell(Silence silence) {
        Silence before = looked.get(silence.agent());
        if (silence.equals(before)) {
            return;
        }
        long known = before == null ? 0 : known(before, silence);
        long told = tellQueued(silence, known);
        if (known == 0) {
            told += tellIndexed(silence);
        }
        looked.put(silence.agent(), silence);
        if (told > 0) {
            log.warn("Answered {} request(s) to {} for it: {}", told, silence.agent(), reason(silence));
        }
    }

    /** How much of the queue need not be looked at again. With that, the index need not be either. */
    private static long known(Silence before, Silence now) {
        return before.lastSeen() == now.lastSeen() && before.queued() < now.queued() ? before.queued() : 0;
    }

    private long tellQueued(Silence silence, long passOver) {
        List<String> scriptKeys = List.of(keys.active(silence.agent()), keys.queue(silence.agent()));
        byte[] beginning = utf8(keys.requests(silence.agent()));
        long told = 0;
        long seen = passOver;
        boolean more = true;
        while (more) {
            byte[] from = utf8(Long.toString(seen));
            List<?> reply = calls.read(
                    "look for requests to " + silence.agent(), LivingScripts.AWAITED, scriptKeys, beginning, from);
            told += answerAll(silence, headers(reply));
            seen = (Long) reply.get(0);
            more = (Long) reply.get(1) == 1;
        }
        return told;
    }

    private static List<byte[]> headers(List<?> reply) {
        return reply.stream().skip(2).map(byte[].class::cast).toList();
    }

    private long tellIndexed(Silence silence) {
        Set<String> tags =
                calls.read("look for open requests to " + silence.agent(), template -> tags(template, silence));
        List<String> requests =
                tags.stream().map(tag -> keys.requests(silence.agent()) + tag).toList();
        long told = 0;
        for (int start = 0; start < requests.size(); start += PAGE) {
            List<String> page = requests.subList(start, Math.min(start + PAGE, requests.size()));
            told += answerAll(
                    silence,
                    calls.read(
                            "read requests to " + silence.agent(), template -> KeyPages.values(template, page).stream()
                                    .filter(Objects::nonNull)
                                    .toList()));
        }
        return told;
    }

    private Set<String> tags(RedisTemplate<String, byte[]> template, Silence silence) {
        ScanOptions pages = ScanOptions.scanOptions().count(PAGE).build();
        try (Cursor<byte[]> cursor = template.opsForSet().scan(keys.open(silence.agent()), pages)) {
            return cursor.stream()
                    .map(tag -> new String(tag, StandardCharsets.UTF_8))
                    .collect(Collectors.toSet());
        }
    }

    /** Answers those of these requests that somebody waits for, and returns how many of them were not answered before. */
    private long answerAll(Silence silence, List<byte[]> headers) {
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (byte[] header : headers) {
            tickets.decode(silence.agent(), header)
                    .filter(request -> request.label() != null)
                    .ifPresent(request -> answers.add(answer(silence, request)));
        }
        return answers.stream()
                .filter(answer -> outcome(answer) == LivingScripts.TOLD)
                .count();
    }

    private static long outcome(CompletableFuture<Long> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ExchangeException failure ? failure : e;
        }
    }

    private CompletableFuture<Long> answer(Silence silence, Header request) {
        RemoteFailure failure = RemoteFailure.of(AgentUnavailableException.class.getSimpleName(), reason(silence));
        Message response = new Message(request.reply(), codec.encodeFailure(failure));
        if (keys.tagged()) {
            return answerOnCluster(silence, response);
        }
        return calls.run(
                "answer for " + silence.agent(),
                LivingScripts.TELL,
                List.of(
                        keys.active(response.dest()),
                        keys.queue(response.dest()),
                        keys.request(silence.agent(), request.tag()),
                        keys.open(silence.agent()),
                        keys.active(silence.agent()),
                        keys.ended(silence.agent()),
                        keys.living()),
                codec.encode(response),
                utf8(request.tag().toString()),
                utf8(silence.agent().uid().toString()));
    }

    /**
     * The lease lies elsewhere than the mailbox: an agent that comes back in between may begin a request whose answer is
     * decided.
     */
    private CompletableFuture<Long> answerOnCluster(Silence silence, Message response) {
        return calls.run(
                        "see whether " + silence.agent() + " is served",
                        LivingScripts.IS_SILENT,
                        List.of(keys.living()),
                        utf8(silence.agent().uid().toString()))
                .thenCompose(
                        silent -> silent == 1 ? sender.tellOnCluster(response) : CompletableFuture.completedFuture(0L));
    }

    private static String reason(Silence silence) {
        return "no process has served the mailbox of agent " + silence.agent().uid() + " since "
                + Instant.ofEpochMilli(silence.lastSeen());
    }

    private static Thread thread(Runnable task) {
        Thread made = new Thread(task, "academy-exchange-dead-agents");
        made.setDaemon(true);
        return made;
    }
}
