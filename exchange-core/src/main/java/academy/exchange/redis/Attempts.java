package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import academy.exchange.DeliveryUnknownException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeFullException;
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
    private final boolean writes;
    private final Duration limit;
    private final long start = System.nanoTime();
    private int failures;
    private boolean maybeWritten;

    private Attempts(String operation, boolean writes, Duration limit) {
        this.operation = operation;
        this.writes = writes;
        this.limit = limit;
    }

    /**
     * Tries of an operation that changes something.
     *
     * @param operation what follows "Redis did not", for example {@code send to agent 123}
     * @param limit how long after now the last try may begin; zero for a single try
     */
    static Attempts writing(String operation, Duration limit) {
        return new Attempts(operation, true, limit);
    }

    /** Tries of an operation that changes nothing, so that one whose reply was lost is as good as not done. */
    static Attempts reading(String operation, Duration limit) {
        return new Attempts(operation, false, limit);
    }

    /**
     * How long to wait before the next try.
     *
     * @throws ExchangeRefusedException if there is no use in another
     * @throws ExchangeFullException if Redis has no memory for it and no earlier try can have changed anything
     * @throws ExchangeUnavailableException if time is over and no try can have changed anything
     * @throws DeliveryUnknownException if time is over and one may have
     */
    Duration pauseAfter(Throwable failure) {
        RedisFailure meaning = RedisFailure.of(failure);
        if (meaning == RedisFailure.REFUSED) {
            throw new ExchangeRefusedException(
                    "Redis refuses to " + operation + ": " + RedisFailure.reason(failure), failure);
        }
        if (meaning == RedisFailure.FULL && !maybeWritten) {
            throw new ExchangeFullException(
                    "Redis has no memory left to " + operation + ": " + RedisFailure.reason(failure), failure);
        }
        maybeWritten |= writes && meaning == RedisFailure.UNKNOWN;
        Duration left = limit.minusNanos(System.nanoTime() - start);
        if (left.isNegative() || left.isZero()) {
            throw outOfTime(failure);
        }
        Duration pause = jittered(failures++);
        return pause.compareTo(left) < 0 ? pause : left;
    }

    private ExchangeException outOfTime(Throwable failure) {
        String tried = limit.isZero() ? "" : " within " + limit.toMillis() + " ms (" + (failures + 1) + " tries)";
        String reason = tried + ": " + RedisFailure.reason(failure);
        return maybeWritten
                ? new DeliveryUnknownException("Could not learn whether Redis did " + operation + reason, failure)
                : new ExchangeUnavailableException("Redis did not " + operation + reason, failure);
    }

    /** Jitter, so that many senders do not come back in step. */
    private static Duration jittered(int failures) {
        long bound = Math.min(FIRST_PAUSE.toNanos() << Math.min(failures, 20), LONGEST_PAUSE.toNanos());
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound / 2, bound + 1));
    }
}
