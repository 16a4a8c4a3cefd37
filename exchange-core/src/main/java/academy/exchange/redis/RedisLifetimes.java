package academy.exchange.redis;

import java.time.Duration;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * How long Redis keeps what nobody deletes, zero for ever.
 *
 * @param endedMailbox what is left of a mailbox that ended
 * @param request the tickets of requests that nobody answers
 */
record RedisLifetimes(Duration endedMailbox, Duration request) {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /**
     * @throws IllegalArgumentException if one is less than zero
     */
    RedisLifetimes {
        requireNotNegative("lifetime of ended mailboxes", endedMailbox);
        requireNotNegative("lifetime of requests", request);
    }

    static RedisLifetimes unlimited() {
        return new RedisLifetimes(Duration.ZERO, Duration.ZERO);
    }

    RedisLifetimes withEndedMailbox(Duration lifetime) {
        return new RedisLifetimes(lifetime, request);
    }

    RedisLifetimes withRequest(Duration lifetime) {
        return new RedisLifetimes(endedMailbox, lifetime);
    }

    /** In milliseconds, as scripts take it: at least one if there is a lifetime at all, and no more than Redis takes. */
    static byte[] argument(Duration lifetime) {
        Duration bounded = lifetime.compareTo(LONGEST) < 0 ? lifetime : LONGEST;
        return utf8(Long.toString(bounded.isZero() ? 0 : Math.max(bounded.toMillis(), 1)));
    }

    private static void requireNotNegative(String what, Duration lifetime) {
        if (lifetime.isNegative()) {
            throw new IllegalArgumentException("The " + what + " must not be less than zero, but is " + lifetime);
        }
    }
}
