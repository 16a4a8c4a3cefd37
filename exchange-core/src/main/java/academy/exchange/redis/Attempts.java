package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import academy.exchange.DeliveryUnknownException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;

/**
 * The tries of one operation: decides after each failure whether there is another, and when. Every operation may be
 * tried again, because each is idempotent by its script: a repeated send meets its own marker.
 */
final class Attempts {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final String operation;
    private final Duration limit;
    private final long start = System.nanoTime();
    private int failures;
    private boolean maybeExecuted;

    /**
     * @param operation for messages, for example {@code send to agent 123}
     * @param limit how long after now the last try may begin
     */
    Attempts(String operation, Duration limit) {
        this.operation = operation;
        this.limit = limit;
    }

    /**
     * How long to wait before the next try.
     *
     * @throws ExchangeRefusedException if there is no use in another
     * @throws ExchangeUnavailableException if time is over and no try can have been carried out
     * @throws DeliveryUnknownException if time is over and one may have been
     */
    Duration pauseAfter(Throwable failure) {
        RedisFailure meaning = RedisFailure.of(failure);
        if (meaning == RedisFailure.REFUSED) {
            throw refused(failure);
        }
        maybeExecuted |= meaning == RedisFailure.UNKNOWN;
        Duration left = limit.minusNanos(System.nanoTime() - start);
        if (left.isNegative() || left.isZero()) {
            throw outOfTime(failure);
        }
        Duration pause = jittered(failures++);
        return pause.compareTo(left) < 0 ? pause : left;
    }

    private ExchangeException refused(Throwable failure) {
        return new ExchangeRefusedException(
                "Redis refuses to " + operation + ": " + RedisFailure.reason(failure), failure);
    }

    private ExchangeException outOfTime(Throwable failure) {
        String tried = " within " + limit.toMillis() + " ms (" + (failures + 1) + " tries): ";
        return maybeExecuted
                ? new DeliveryUnknownException(
                        "Could not learn whether Redis did " + operation + tried + RedisFailure.reason(failure),
                        failure)
                : new ExchangeUnavailableException(
                        "Redis did not " + operation + tried + RedisFailure.reason(failure), failure);
    }

    /** Full jitter, so that many senders do not come back in step. */
    private static Duration jittered(int failures) {
        long bound = Math.min(FIRST_PAUSE.toNanos() << Math.min(failures, 20), LONGEST_PAUSE.toNanos());
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
    }
}
