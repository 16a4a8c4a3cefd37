package academy.exchange.agent;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.scheduling.support.CronExpression;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class TimerScheduleTest {

    private static final ZonedDateTime NOON = ZonedDateTime.of(2030, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);

    @Test
    void delayCountsFromTheEndOfTheLastRun() {
        TimerSchedule schedule = new TimerSchedule.FixedDelay(Duration.ofMinutes(1));
        assertThat(schedule.next(NOON.minusHours(1), NOON)).isEqualTo(NOON.plusMinutes(1));
    }

    @Test
    void timesThatPassedDuringARunAreLeftOut() {
        assertThat(cron("0 * * * * *").next(NOON, NOON.plusSeconds(90))).isEqualTo(NOON.plusMinutes(2));
    }

    @Test
    void runThatCameTooEarlyIsNotRepeated() {
        assertThat(cron("@hourly").next(NOON, NOON.minusNanos(1))).isEqualTo(NOON.plusHours(1));
    }

    @Test
    void dayThatDoesNotExistNeverComes() {
        assertThat(cron("0 0 0 30 2 *").next(NOON, NOON)).isNull();
    }

    private static TimerSchedule cron(String expression) {
        return new TimerSchedule.Cron(CronExpression.parse(expression));
    }
}
