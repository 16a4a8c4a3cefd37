package academy.exchange.mailbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;

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
}
