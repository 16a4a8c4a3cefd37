package academy.exchange.mailbox;

import java.time.Duration;

/** How long to pause after so many failures in a row: exponential with full jitter, so that readers do not march in step. */
final class BackOff {

    /** Two to this power times any sensible minimum is over any sensible maximum. */
    private static final int MAX_DOUBLINGS = 30;

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

    private static double millis(Duration duration) {
        return duration.getSeconds() * 1_000d + duration.getNano() / 1_000_000d;
    }
}
