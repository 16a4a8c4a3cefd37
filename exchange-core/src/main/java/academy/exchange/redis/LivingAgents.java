package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.EntityId;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Says again and again which agents are served here, and finds those that nobody serves any more. Nothing here waits.
 *
 * <p>After an outage of Redis all leases have ended, of the living as well. So this believes no lease's end before it has
 * looked for a while without a gap, long enough for the others to come back and say that they live.
 */
final class LivingAgents {

    private static final Logger log = LoggerFactory.getLogger(LivingAgents.class);

    /** How many a script is given: a millisecond's work. */
    private static final int CHUNK = 1000;

    private static final UUID ANY = new UUID(0, 0);

    private final RedisCalls calls;
    private final Optional<ClusterSilence> cluster;
    private final String[] living;
    private final byte[][] beginnings;
    private final Consumer<List<Silence>> found;
    private final Duration lease;
    private final Duration interval;
    private final Map<UUID, Integer> readers = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean underWay = new AtomicBoolean();

    // Written by one round after the other.
    private volatile long steadySince;
    private volatile long lastRound;
    private volatile boolean failing;

    /**
     * An agent that nobody serves, with something in its mailbox.
     *
     * @param lastSeen when its lease was renewed for the last time, in milliseconds by the clock of Redis
     * @param open how many of its open requests are in the index
     * @param queued how many messages wait
     */
    record Silence(AgentId agent, long lastSeen, long open, long queued) {}

    /**
     * @param found is given all silent agents after each round, and must not block
     * @param unavailableAfter how long a death may take to be known; zero to do nothing at all
     */
    LivingAgents(RedisCalls calls, RedisKeys keys, Consumer<List<Silence>> found, Duration unavailableAfter) {
        this.calls = calls;
        this.cluster = keys.tagged() ? Optional.of(new ClusterSilence(calls, keys)) : Optional.empty();
        this.living = new String[] {keys.living()};
        this.beginnings = new byte[][] {
            beginning(keys.open(AgentId.of(ANY))),
            beginning(keys.queue(AgentId.of(ANY))),
            beginning(keys.active(ANY)),
            beginning(keys.heartbeat(ANY))
        };
        this.found = found;
        this.lease = unavailableAfter.multipliedBy(2).dividedBy(3);
        this.interval = unavailableAfter.dividedBy(6);
    }

    /** One reader more; whoever is served from now on lives from now on. */
    void opened(EntityId id, Pacemaker pacemaker) {
        if (lease.isZero()) {
            return;
        }
        if (id instanceof AgentId && readers.merge(id.uid(), 1, Integer::sum) == 1) {
            note(renew(List.of(id.uid())));
        }
        if (started.compareAndSet(false, true)) {
            var unused = pacemaker.every(interval, "say which agents live", this::round);
        }
    }

    /** One reader less. After the last, the lease runs out. */
    void closed(EntityId id) {
        if (!lease.isZero()
                && id instanceof AgentId
                && readers.computeIfPresent(id.uid(), (uid, open) -> open == 1 ? null : open - 1) == null) {
            note(calls.runOnce(
                    LivingScripts.RELEASE,
                    living,
                    millis(lease),
                    millis(lease.minus(interval)),
                    utf8(id.uid().toString())));
        }
    }

    /** Whether others may have taken the agents served here for dead if this process was held up for so long. */
    boolean mayCountAsDead(Duration heldUp) {
        return !lease.isZero() && heldUp.compareTo(interval) > 0;
    }

    private void round() {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        boolean begun = false;
        try {
            beginRound();
            begun = true;
        } finally {
            if (!begun) {
                underWay.set(false);
            }
        }
    }

    private void beginRound() {
        List<CompletableFuture<?>> steps = new ArrayList<>();
        List<UUID> uids = List.copyOf(readers.keySet());
        for (int start = 0; start < uids.size(); start += CHUNK) {
            steps.add(renew(uids.subList(start, Math.min(start + CHUNK, uids.size()))));
        }
        // Behind the renewals on the same connection, so that none of our own is found silent.
        steps.add(look(0, new ArrayList<>()));
        note(CompletableFuture.allOf(steps.toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> underWay.set(false)));
    }

    private CompletableFuture<?> renew(List<UUID> uids) {
        byte[][] arguments = new byte[uids.size() + 1][];
        arguments[0] = millis(lease);
        for (int i = 0; i < uids.size(); i++) {
            arguments[i + 1] = utf8(uids.get(i).toString());
        }
        return calls.runOnce(LivingScripts.RENEW, living, arguments);
    }

    private CompletableFuture<@Nullable Void> look(long passedOver, List<Silence> silent) {
        CompletableFuture<List<Object>> found = cluster.map(split -> split.look(passedOver, CHUNK))
                .orElseGet(() -> calls.runOnce(
                        LivingScripts.SILENT,
                        living,
                        utf8(Long.toString(passedOver)),
                        utf8(Integer.toString(CHUNK)),
                        millis(lease.minus(interval)),
                        beginnings[0],
                        beginnings[1],
                        beginnings[2],
                        beginnings[3]));
        return found.thenCompose(reply -> {
            silent.addAll(silences(reply));
            long next = (Long) reply.get(1);
            if (next >= 0) {
                return look(next, silent);
            }
            believe((Long) reply.get(0), silent);
            return CompletableFuture.completedFuture(null);
        });
    }

    private List<Silence> silences(List<Object> reply) {
        List<Silence> silent = new ArrayList<>();
        for (int i = 2; i < reply.size(); i += 4) {
            AgentId agent = AgentId.of(new String((byte[]) reply.get(i), StandardCharsets.UTF_8));
            long ends = (Long) reply.get(i + 1);
            silent.add(new Silence(agent, ends - lease.toMillis(), (Long) reply.get(i + 2), (Long) reply.get(i + 3)));
        }
        return silent;
    }

    private void believe(long now, List<Silence> silent) {
        long patience = interval.multipliedBy(2).toMillis();
        if (now < lastRound || now - lastRound > patience) {
            steadySince = now;
        }
        lastRound = now;
        if (now - steadySince >= patience) {
            found.accept(silent);
        }
    }

    /** Once for each outage: whoever sends or receives meanwhile is told what is wrong. */
    private void note(CompletableFuture<?> done) {
        var unused = done.whenComplete((result, failure) -> {
            if (failure != null && !failing && !calls.isClosed()) {
                log.warn(
                        "Could not say which agents are served here, tries on every {}: {}",
                        interval,
                        RedisFailure.reason(RedisCalls.unwrapped(failure)));
            }
            failing = failure != null;
        });
    }

    private static byte[] millis(Duration duration) {
        return utf8(Long.toString(duration.toMillis()));
    }

    /** Without the uid at its end. */
    private static byte[] beginning(String key) {
        return utf8(key.substring(0, key.lastIndexOf(':') + 1));
    }
}
