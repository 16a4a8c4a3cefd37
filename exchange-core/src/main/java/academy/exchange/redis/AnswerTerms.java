package academy.exchange.redis;

import java.time.Duration;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * How one answer goes out.
 *
 * @param meaning what it says that matters to the script
 * @param taken key of the hash that its request must lie in, of no meaning without number
 * @param number of its request in the hash, empty if it need not lie in one
 * @param retention how long it is kept as the only answer, zero for not at all
 * @param again whether it was kept, and goes out in case that it got lost
 */
record AnswerTerms(String meaning, String taken, String number, Duration retention, boolean again) {

    byte[] retentionArgument() {
        return utf8(Long.toString(retention.toMillis()));
    }

    /** Whether what is kept is that there was an answer, and not which. */
    boolean keepsNoText() {
        return !again && !retention.isZero() && number.isEmpty();
    }

    /** For an answer that was decided on before, which may be of a request that is delivered again. */
    AnswerTerms decidedBefore(Duration kept) {
        return new AnswerTerms(meaning.equals(RedisSender.UNAVAILABLE) ? meaning : "", taken, number, kept, true);
    }

    byte[] againArgument() {
        return utf8(again ? "1" : "0");
    }
}
