package academy.exchange.redis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrickleTest {

    private final Trickle trickle = new Trickle();

    /** How many waits in a row are without a look, if each brings a message and each look is in vain. */
    private int waitsUntilLook() {
        trickle.looked(false);
        int waits = 1;
        trickle.waited(true);
        while (trickle.isLikely()) {
            trickle.waited(true);
            waits++;
        }
        return waits;
    }

    @Test
    void moreAndMoreMessagesThatComeOneByOneAreWaitedForWithoutALook() {
        assertThat(waitsUntilLook()).isEqualTo(1);
        assertThat(waitsUntilLook()).isEqualTo(1);
        assertThat(waitsUntilLook()).isEqualTo(3);
        assertThat(waitsUntilLook()).isEqualTo(7);
        assertThat(waitsUntilLook()).isEqualTo(8);
        assertThat(waitsUntilLook()).isEqualTo(8);
    }

    @Test
    void afterALookThatFoundSomethingComesAnother() {
        for (int i = 0; i < 5; i++) {
            waitsUntilLook();
        }

        trickle.looked(true);

        assertThat(trickle.isLikely()).isFalse();
        assertThat(waitsUntilLook()).isEqualTo(1);
    }

    @Test
    void afterAWaitInVainComesALook() {
        for (int i = 0; i < 5; i++) {
            waitsUntilLook();
        }
        trickle.looked(false);
        assertThat(trickle.isLikely()).isTrue();

        trickle.waited(false);

        assertThat(trickle.isLikely()).isFalse();
    }
}
