package academy.exchange.fuzz;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import com.sun.management.ThreadMXBean;

/** Runs calls of the codec and compares what they allocate and throw with what is allowed. For one thread. */
final class Meter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Classes are loaded and caches filled once; only what a call allocates every time counts. */
    private static final int TRIES = 4;

    private final Allowance allowance;
    private final Tally tally;

    Meter(Allowance allowance, Tally tally) {
        this.allowance = allowance;
        this.tally = tally;
    }

    /**
     * What the call returns; empty if it returns null or refuses.
     *
     * @param length of what is read, in bytes
     * @param refusal the only exception that is allowed
     * @throws Finding if it throws another, or allocates too much each time
     */
    <T> Optional<T> call(
            String what, int length, Class<? extends RuntimeException> refusal, Supplier<@Nullable T> operation) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Optional<T> result = outcome(what, refusal, operation);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
            boolean exceeded = allowance.isExceeded(least, length);
            if (!exceeded && (i > 0 || !tally.isRecord(perByte(least, length), share(least, length)))) {
                tally.allocated(what, length, perByte(least, length), share(least, length));
                return result;
            }
        }
        throw new Finding(what + " allocates " + least + " bytes for " + length + " bytes of input; the limit is "
                + allowance.limit(length));
    }

    private double perByte(long allocated, int length) {
        return allowance.perByte(allocated, length);
    }

    private double share(long allocated, int length) {
        return allocated / (double) allowance.limit(length);
    }

    private static <T> Optional<T> outcome(
            String what, Class<? extends RuntimeException> refusal, Supplier<@Nullable T> operation) {
        try {
            return Optional.ofNullable(operation.get());
        } catch (Throwable failure) {
            // Errors as well: an exhausted stack or heap is just what is looked for.
            if (refusal.isInstance(failure)) {
                return Optional.empty();
            }
            throw new Finding(what + " throws what it should not", failure);
        }
    }
}
