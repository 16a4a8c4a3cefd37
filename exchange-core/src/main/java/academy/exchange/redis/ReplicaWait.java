package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import academy.exchange.DeliveryUnknownException;

/**
 * Lets a write count as done only when enough replicas have it. One WAIT serves all writes before it: while one is on its
 * way, later writes gather for the next, so that the connection is held up by one at a time.
 */
final class ReplicaWait {

    /** Writes that were done while the server changed are done again; one that changes more often is given up. */
    private static final int TRIES = 3;

    private final Topology topology;
    private final String key;
    private final int replicas;
    private final Duration timeout;
    private final ReentrantLock lock = new ReentrantLock();
    private CompletableFuture<Long> next = new CompletableFuture<>();
    private boolean waiting;
    private boolean wanted;

    ReplicaWait(Topology topology, RedisKeys keys, ReplicaTerms terms) {
        this.topology = topology;
        this.key = keys.replicated();
        this.replicas = terms.number();
        this.timeout = terms.timeout();
    }

    /** Does this, which must be idempotent, and completes with its result when the replicas have it. */
    <T> CompletableFuture<T> after(String operation, Supplier<CompletableFuture<T>> write) {
        return replicas == 0 ? write.get() : after(operation, write, TRIES, true);
    }

    /**
     * Does this, which must be idempotent, and again if a replica that may not have had it took over. What too few replicas
     * have counts as done.
     */
    <T> CompletableFuture<T> afterIfPossible(String operation, Supplier<CompletableFuture<T>> write) {
        return replicas == 0 ? write.get() : after(operation, write, TRIES, false);
    }

    private <T> CompletableFuture<T> after(
            String operation, Supplier<CompletableFuture<T>> write, int tries, boolean strict) {
        long before = topology.changes();
        return write.get().thenCompose(result -> replicated().thenCompose(have -> {
            boolean changed = topology.changes() != before;
            if (changed && tries > 1) {
                return after(operation, write, tries - 1, strict);
            }
            return !strict || (!changed && have >= replicas)
                    ? CompletableFuture.completedFuture(result)
                    : CompletableFuture.failedFuture(tooFew(operation, changed ? 0 : have));
        }));
    }

    private DeliveryUnknownException tooFew(String operation, long have) {
        return new DeliveryUnknownException(
                "Redis did " + operation + ", but " + have + " of " + replicas + " replicas have it after "
                        + timeout.toMillis() + " ms",
                null);
    }

    /** Completes with how many replicas have all that was written before now; with zero if nobody can tell. */
    private CompletableFuture<Long> replicated() {
        lock.lock();
        try {
            CompletableFuture<Long> joined = next;
            wanted = true;
            startIfIdle();
            return joined;
        } finally {
            lock.unlock();
        }
    }

    private void startIfIdle() {
        if (wanted && !waiting) {
            CompletableFuture<Long> batch = next;
            next = new CompletableFuture<>();
            waiting = true;
            wanted = false;
            // Within a stage, so that whatever is thrown ends the waiting, too.
            var unused = CompletableFuture.completedFuture(key)
                    .thenCompose(written -> topology.replicas(written, replicas, timeout))
                    .whenComplete((have, failure) -> {
                        ended();
                        batch.complete(failure == null ? have : 0L);
                    });
        }
    }

    private void ended() {
        lock.lock();
        try {
            waiting = false;
            startIfIdle();
        } finally {
            lock.unlock();
        }
    }
}
