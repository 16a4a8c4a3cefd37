package academy.exchange.mailbox;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class GateTest {

    private final Gate gate = new Gate();

    @Test
    void pauseLastsUntilAResume() {
        gate.pause();
        assertThat(gate.isPaused()).isTrue();
        gate.resume();
        assertThat(gate.isPaused()).isFalse();
    }

    @Test
    void stopEndsAPauseAndLeavesNoRoomForAnother() {
        gate.pause();
        assertThat(gate.isPaused()).isTrue();
        gate.requestStop();
        assertThat(gate.isPaused()).isFalse();
        gate.pause();
        assertThat(gate.isPaused()).isFalse();
        gate.resume();
        assertThat(gate.isStopped()).isTrue();
        assertThat(gate.stopRequested()).isCompleted();
    }
}
