package academy.exchange.faults;

import java.time.Duration;

/**
 * What is to be shown.
 *
 * @param messages how many are sent
 * @param seed what the choice of the consumers that are killed follows from
 * @param interval after which the next consumer is killed
 * @param memory how long sends are tried again and recognised, and for how long replies are kept; a dead reader's messages
 *     must be with another one within it, however long Redis is away meanwhile
 * @param forgetting whether to wait until Redis has forgotten that, too; otherwise it must only be about to
 */
record MillionOrders(int messages, long seed, Duration interval, Duration memory, boolean forgetting) {

    /** In this order. */
    static MillionOrders parse(String... words) {
        int messages = Integer.parseInt(words[0]);
        return new MillionOrders(
                messages, Long.parseLong(words[1]), Duration.parse(words[2]), Duration.parse(words[3]), true);
    }
}
