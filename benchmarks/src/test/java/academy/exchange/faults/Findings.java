package academy.exchange.faults;

import java.time.Duration;

/**
 * What became of the messages of one run.
 *
 * @param done sends that succeeded
 * @param notDone sends that failed, of which it is known that they did nothing
 * @param unknown sends that failed, of which nobody knows
 * @param ok sends that succeeded whose message arrived
 * @param lost sends that succeeded whose message did not arrive
 * @param recovered messages that arrived of which the sender does not know
 * @param unexpected messages that arrived though they were not sent
 * @param duplicated messages that arrived more than once
 * @param duplicatedEarly those of them that were handled long before the master was killed
 * @param withoutService from the death of the master until a send succeeded that began later
 */
record Findings(
        long done,
        long notDone,
        long unknown,
        long ok,
        long lost,
        long recovered,
        long unexpected,
        long duplicated,
        long duplicatedEarly,
        Duration withoutService) {

    @Override
    public String toString() {
        return "sends: %d done, %d not done, %d unknown; ok %d, lost %d, recovered %d, unexpected %d, duplicated %d; %d ms without service"
                .formatted(
                        done, notDone, unknown, ok, lost, recovered, unexpected, duplicated, withoutService.toMillis());
    }
}
