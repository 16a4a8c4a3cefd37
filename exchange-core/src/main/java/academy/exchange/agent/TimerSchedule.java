package academy.exchange.agent;

import java.time.Duration;
import java.time.ZonedDateTime;

import org.jspecify.annotations.Nullable;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.support.CronExpression;

import academy.exchange.ForeignText;
import academy.exchange.Mailbox;

/** When a timer runs. */
sealed interface TimerSchedule {

    /**
     * The time of the next run.
     *
     * @param last when the last run was due, or when the agent started
     * @param now when the last run ended, or when the agent started
     * @return null if there is none any more
     */
    @Nullable
    ZonedDateTime next(ZonedDateTime last, ZonedDateTime now);

    /** A pause between two runs, which is more than zero. */
    record FixedDelay(Duration delay) implements TimerSchedule {
        @Override
        public ZonedDateTime next(ZonedDateTime last, ZonedDateTime now) {
            return now.plus(delay);
        }
    }

    /** Times of the calendar. */
    record Cron(CronExpression expression) implements TimerSchedule {
        @Override
        public @Nullable ZonedDateTime next(ZonedDateTime last, ZonedDateTime now) {
            // Not from now alone: a run that came a moment too early would be due again at once.
            return expression.next(now.isAfter(last) ? now : last);
        }
    }

    /**
     * Reads the attributes of an annotation, with placeholders and expressions resolved.
     *
     * @throws IllegalStateException if not exactly one is given, or if it cannot be read
     */
    static TimerSchedule of(LifeMethod method, String fixedDelay, String cron) {
        if (fixedDelay.isEmpty() == cron.isEmpty()) {
            throw new IllegalStateException("The @Timer method " + method + " has "
                    + (cron.isEmpty() ? "neither fixedDelay nor cron" : "both fixedDelay and cron")
                    + "; give it exactly one of them");
        }
        return cron.isEmpty() ? fixedDelay(method, fixedDelay) : cron(method, cron);
    }

    private static TimerSchedule fixedDelay(LifeMethod method, String text) {
        Duration delay;
        try {
            delay = DurationFormatterUtils.detectAndParse(text);
        } catch (IllegalArgumentException malformed) {
            throw unusable(method, "fixedDelay", text, "a duration such as 5s or PT5S", malformed);
        }
        if (delay.isZero() || delay.isNegative()) {
            throw unusable(method, "fixedDelay", text, "more than zero", null);
        }
        return new FixedDelay(delay.compareTo(Mailbox.FOREVER) < 0 ? delay : Mailbox.FOREVER);
    }

    private static TimerSchedule cron(LifeMethod method, String text) {
        try {
            return new Cron(CronExpression.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw unusable(
                    method, "cron", text, "a cron expression of six fields such as '0 0 * * * MON-FRI'", malformed);
        }
    }

    private static IllegalStateException unusable(
            LifeMethod method, String attribute, String value, String expected, @Nullable Throwable cause) {
        return new IllegalStateException(
                "The attribute " + attribute + " of the @Timer method " + method + " is " + ForeignText.quote(value)
                        + "; it must be " + expected,
                cause);
    }
}
