package academy.exchange;

import java.time.Duration;

/**
 * How a mailbox delivers its messages. Immutable; every {@code with} method returns a changed copy.
 *
 * @param mode what happens to a message when the process dies that took it; default at most once
 * @param recoveryTime with at least once: within which time after a reader's death, or after it was cut off from the
 *     store, its messages are delivered to another reader of the mailbox, if there is one, at least 1 second; default 15
 *     seconds. A reader that stands still for longer than two thirds of it is taken for dead
 * @param maxAttempts with at least once: after how many failed attempts to handle it a message becomes a dead letter, at
 *     least 1; default 5
 * @param minRetryPause with at least once: how long a container waits after the first failed attempt, more than zero;
 *     default 1 second. Each later pause is twice as long, and all are up to a fifth longer, at random
 * @param maxRetryPause with at least once: the longest of these pauses, at least the shortest; default 1 minute
 * @param handlers with at least once: how many messages whoever reads may have begun to handle at a time, at least 1;
 *     default 1. If it dies, so many of those it holds, the first it took, count as attempted, the others do not. A
 *     container sets it by its concurrency
 */
public record DeliveryOptions(
        DeliveryMode mode,
        Duration recoveryTime,
        int maxAttempts,
        Duration minRetryPause,
        Duration maxRetryPause,
        int handlers) {

    private static final Duration SHORTEST_RECOVERY = Duration.ofSeconds(1);

    private static final DeliveryOptions AT_MOST_ONCE = new DeliveryOptions(
            DeliveryMode.AT_MOST_ONCE, Duration.ofSeconds(15), 5, Duration.ofSeconds(1), Duration.ofMinutes(1), 1);

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public DeliveryOptions {
        require(
                recoveryTime.compareTo(SHORTEST_RECOVERY) >= 0,
                "The recovery time is " + recoveryTime + "; it must be at least 1 second");
        require(maxAttempts >= 1, "The most attempts are " + maxAttempts + "; they must be at least 1");
        require(
                !minRetryPause.isNegative() && !minRetryPause.isZero(),
                "The shortest pause before a retry is " + minRetryPause + "; it must be more than 0");
        require(
                maxRetryPause.compareTo(minRetryPause) >= 0,
                "The longest pause before a retry is " + maxRetryPause + "; it must be at least the shortest, "
                        + minRetryPause);
        require(handlers >= 1, "The handlers are " + handlers + "; they must be at least 1");
    }

    /** At most once; all else as by default. */
    public static DeliveryOptions atMostOnce() {
        return AT_MOST_ONCE;
    }

    /** At least once; all else as by default. */
    public static DeliveryOptions atLeastOnce() {
        return AT_MOST_ONCE.withMode(DeliveryMode.AT_LEAST_ONCE);
    }

    /** Whether messages stay with the store until they are settled. */
    public boolean isAtLeastOnce() {
        return mode == DeliveryMode.AT_LEAST_ONCE;
    }

    /** A copy with this mode. */
    public DeliveryOptions withMode(DeliveryMode delivery) {
        return new DeliveryOptions(delivery, recoveryTime, maxAttempts, minRetryPause, maxRetryPause, handlers);
    }

    /** A copy with this recovery time. */
    public DeliveryOptions withRecoveryTime(Duration time) {
        return new DeliveryOptions(mode, time, maxAttempts, minRetryPause, maxRetryPause, handlers);
    }

    /** A copy with so many attempts at most. */
    public DeliveryOptions withMaxAttempts(int attempts) {
        return new DeliveryOptions(mode, recoveryTime, attempts, minRetryPause, maxRetryPause, handlers);
    }

    /** A copy with these pauses before a retry. */
    public DeliveryOptions withRetryPauses(Duration shortest, Duration longest) {
        return new DeliveryOptions(mode, recoveryTime, maxAttempts, shortest, longest, handlers);
    }

    /** A copy for a reader whose owner may have begun so many messages at a time. */
    public DeliveryOptions withHandlers(int begun) {
        return new DeliveryOptions(mode, recoveryTime, maxAttempts, minRetryPause, maxRetryPause, begun);
    }

    private static void require(boolean valid, String message) {
        if (!valid) {
            throw new IllegalArgumentException(message);
        }
    }
}
