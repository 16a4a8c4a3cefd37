package academy.exchange.mailbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class GateTest {

    private final Gate gate = new Gate();

    @Test
    void longPauseLeavesNothingBehindForEachWait() throws InterruptedException {
        gate.pause();
        for (int wait = 0; wait < 100; wait++) {
            assertThat(gate.opensWithin(Duration.ZERO)).isFalse();
        }
        assertThat(gate.stopRequested().getNumberOfDependents()).isLessThan(10);
    }

    @Test
    void stopEndsAPauseAndLeavesNoRoomForAnother() throws InterruptedException {
        gate.pause();
        assertThat(gate.isPaused()).isTrue();
        gate.requestStop();
        assertThat(gate.opensWithin(Duration.ofMinutes(1))).isTrue();
        gate.pause();
        assertThat(gate.isPaused()).isFalse();
        assertThat(gate.opensWithin(Duration.ofMinutes(1))).isTrue();
    }
}
