package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import academy.exchange.EntityId;

/**
 * Looks among all keys for requests to mailboxes that ended which no index knew: those of Python peers that a Python agent
 * took, or that were being sent in the moment of the end. One look serves all that ended meanwhile, and takes its time.
 */
final class TicketSweep implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TicketSweep.class);

    /** By then a Python peer that saw the mailbox active has sent its request. */
    private static final Duration DELAY = Duration.ofSeconds(1);

    private static final int HASTE = 0;
    private static final int REST = 2;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final EndAnswers answers;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private Map<UUID, Ended> waiting = new HashMap<>();
    private boolean due;
    private volatile boolean closing;
    private volatile CompletableFuture<?> last = CompletableFuture.completedFuture(0L);

    /** A mailbox that ended, and what is done when it has been looked for. */
    private record Ended(EntityId id, Supplier<CompletableFuture<?>> then) {}

    /**
     * @param patience how long closing may take
     */
    TicketSweep(RedisCalls calls, RedisKeys keys, EndAnswers answers, Duration patience) {
        this.calls = calls;
        this.keys = keys;
        this.answers = answers;
        this.patience = patience;
    }

    /** Completes when all open requests to this mailbox have been answered. */
    CompletableFuture<?> now(RedisClusterAsyncCommands<String, byte[]> commands, EntityId id) {
        return look(
                commands, Map.of(id.uid(), new Ended(id, () -> CompletableFuture.completedFuture(0L))), () -> HASTE);
    }

    /** Has it done a little later, and then this, which must not wait. */
    void later(EntityId id, Supplier<CompletableFuture<?>> then) {
        lock.lock();
        try {
            waiting.put(id.uid(), new Ended(id, then));
            if (!due) {
                due = true;
                schedule();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does at once what is still to be done; what Redis does not let it do is left undone. */
    @Override
    public void close() {
        closing = true;
        CompletableFuture<?> before = last;
        sweep();
        try {
            CompletableFuture.allOf(before, last)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException left) {
            log.warn("Could not look for requests of Python peers to mailboxes that ended just now", left);
        }
    }

    private void schedule() {
        CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::sweep);
    }

    private void sweep() {
        Map<UUID, Ended> ended = taken();
        if (!ended.isEmpty()) {
            last = look(ended)
                    .thenCompose(done -> CompletableFuture.allOf(ended.values().stream()
                            .map(each -> each.then().get())
                            .toArray(CompletableFuture<?>[]::new)))
                    .whenComplete((done, failure) -> finished(ended, failure));
        }
    }

    private Map<UUID, Ended> taken() {
        lock.lock();
        try {
            Map<UUID, Ended> taken = waiting;
            waiting = new HashMap<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<?> look(Map<UUID, Ended> ended) {
        try {
            return look(calls.commands(), ended, () -> closing ? HASTE : REST);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** What came meanwhile has a look of its own, one after the other. */
    private void finished(Map<UUID, Ended> ended, @Nullable Throwable failure) {
        lock.lock();
        try {
            if (failure != null && !closing) {
                log.debug("Could not look for requests to {} mailboxes; tries again", ended.size(), failure);
                ended.forEach(waiting::putIfAbsent);
            }
            due = !closing && !waiting.isEmpty();
            if (due) {
                schedule();
            }
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<?> look(
            RedisClusterAsyncCommands<String, byte[]> commands, Map<UUID, Ended> ended, IntSupplier rest) {
        String pattern = ended.size() == 1
                ? keys.everyRequest(ended.values().iterator().next().id())
                : keys.everyRequest();
        ScanArgs tickets = ScanArgs.Builder.matches(pattern).limit(Pages.SIZE);
        return Pages.all(
                from -> commands.scan(from, tickets),
                page -> {
                    List<CompletableFuture<?>> given = new ArrayList<>();
                    byMailbox(page.getKeys(), ended)
                            .forEach((id, requests) ->
                                    given.add(answers.give(commands, id, requests, EndAnswers.Among.ALL)
                                            .toCompletableFuture()));
                    return CompletableFuture.allOf(given.toArray(CompletableFuture<?>[]::new))
                            .thenApply(done -> List.<Object>of());
                },
                rest);
    }

    private Map<EntityId, List<String>> byMailbox(List<String> requests, Map<UUID, Ended> ended) {
        Map<EntityId, List<String>> found = new HashMap<>();
        for (String request : requests) {
            UUID uid = keys.askedOf(request);
            Ended asked = uid == null ? null : ended.get(uid);
            if (asked != null) {
                found.computeIfAbsent(asked.id(), id -> new ArrayList<>()).add(request);
            }
        }
        return found;
    }
}
