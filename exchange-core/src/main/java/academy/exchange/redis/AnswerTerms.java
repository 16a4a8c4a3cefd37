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

    byte[] againArgument() {
        return utf8(again ? "1" : "0");
    }
}
