package academy.exchange;

import java.time.Instant;

/**
 * A message that could not be read, or not be handled, and was put aside instead of being lost.
 *
 * @param time when it was put aside
 * @param reason why, in one line
 * @param attempts how often it was tried to handle it; 0 for one that could not be read
 * @param content what lay on the queue, as text; bytes that are not UTF-8 are shown as replacement characters, and
 *     what exceeds the exchange's limit for dead letters is cut off
 */
public record DeadLetter(Instant time, String reason, int attempts, String content) {}
