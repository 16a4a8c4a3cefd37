package academy.exchange.mailbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import academy.exchange.DeliveryOptions;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffTest {

    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofSeconds(5);

    @Test
    void neverPausesLessThanTheMinimum() {
        assertThat(BackOff.pause(1, MIN, MAX, 0)).isEqualTo(MIN);
        assertThat(BackOff.pause(1_000, MIN, MAX, 0)).isEqualTo(MIN);
    }

    @Test
    void neverPausesMoreThanTheMaximum() {
        assertThat(BackOff.pause(Integer.MAX_VALUE, MIN, MAX, 1)).isEqualTo(MAX);
        assertThat(BackOff.pause(Integer.MAX_VALUE, MIN, Duration.ofDays(1), 1)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void doublesWithEachFailure() {
        assertThat(BackOff.pause(1, MIN, MAX, 1)).isEqualTo(Duration.ofMillis(200));
        assertThat(BackOff.pause(2, MIN, MAX, 1)).isEqualTo(Duration.ofMillis(400));
        assertThat(BackOff.pause(3, MIN, MAX, 0.5)).isEqualTo(Duration.ofMillis(450));
    }

    @Test
    void pauseBeforeARetryDoublesAndIsUpToAFifthLonger() {
        DeliveryOptions options = DeliveryOptions.atLeastOnce().withRetryPauses(MIN, MAX);
        assertThat(BackOff.retry(1, options, 0)).isEqualTo(MIN);
        assertThat(BackOff.retry(1, options, 1)).isEqualTo(Duration.ofMillis(120));
        assertThat(BackOff.retry(3, options, 0)).isEqualTo(Duration.ofMillis(400));
        assertThat(BackOff.retry(3, options, 0.5)).isEqualTo(Duration.ofMillis(440));
    }

    @Test
    void pauseBeforeARetryStaysBetweenItsLimits() {
        DeliveryOptions options = DeliveryOptions.atLeastOnce().withRetryPauses(MIN, MAX);
        assertThat(BackOff.retry(Integer.MAX_VALUE, options, 1)).isEqualTo(MAX);
        assertThat(BackOff.retry(Integer.MAX_VALUE, options, 0)).isBetween(MAX.dividedBy(2), MAX);
        assertThat(BackOff.retry(9, options.withRetryPauses(MIN, MIN), 0)).isEqualTo(MIN);
        assertThat(BackOff.retry(9, options.withRetryPauses(MIN, MIN), 1)).isEqualTo(MIN);
    }
}
