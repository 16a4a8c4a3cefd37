package academy.exchange.mailbox;

import java.time.Duration;

import academy.exchange.DeliveryOptions;

/** How long to pause after so many failures in a row: exponential with full jitter, so that readers do not march in step. */
final class BackOff {

    /** Two to this power times any sensible minimum is over any sensible maximum. */
    private static final int MAX_DOUBLINGS = 30;

    private static final double JITTER = 1.2;

    private BackOff() {}

    /**
     * The pause before the next attempt.
     *
     * @param failures how many attempts failed in a row, at least 1
     * @param random from 0 to below 1
     * @return between {@code min} and the smaller of {@code max} and {@code min} doubled so many times
     */
    static Duration pause(int failures, Duration min, Duration max, double random) {
        double shortest = millis(min);
        double longest = Math.min(millis(max), shortest * (1L << Math.min(failures, MAX_DOUBLINGS)));
        return Duration.ofNanos((long) ((shortest + random * (longest - shortest)) * 1_000_000));
    }

    /**
     * The pause before a message is delivered again: twice as long after each failed attempt, and up to a fifth longer.
     *
     * @param attempt which attempt failed, at least 1
     * @param random from 0 to below 1
     * @return between the shortest and the longest pause of the options
     */
    static Duration retry(int attempt, DeliveryOptions options, double random) {
        double shortest = millis(options.minRetryPause());
        double longest = millis(options.maxRetryPause());
        double doubled = shortest * (1L << Math.min(Math.max(attempt, 1) - 1, MAX_DOUBLINGS));
        // At the longest, too, there is room for the jitter.
        double least = Math.max(shortest, Math.min(doubled, longest / JITTER));
        double pause = least + random * (Math.min(least * JITTER, longest) - least);
        return Duration.ofNanos((long) (pause * 1_000_000));
    }

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1_000d + duration.getNano() / 1_000_000d;
    }
}
