package academy.exchange.mailbox;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PermitsTest {

    private final AtomicInteger told = new AtomicInteger();

    @Test
    void listenerIsToldOnceAfterATakeThatFoundNothing() {
        Permits permits = permits(2, 0);
        assertThat(permits.takeAll()).isEqualTo(2);
        permits.giveBack(1);
        assertThat(told).hasValue(0);
        assertThat(permits.takeAll()).isEqualTo(1);
        assertThat(permits.takeAll()).isZero();

        permits.giveBack(1);
        permits.giveBack(1);

        assertThat(told).hasValue(1);
        assertThat(permits.takeAll()).isEqualTo(2);
    }

    @Test
    void withoutPrefetchEachPermitComesBackAtOnce() {
        Permits permits = permits(1, 0);
        assertThat(permits.takeAll()).isEqualTo(1);

        permits.giveBackSoon();

        assertThat(permits.takeAll()).isEqualTo(1);
    }

    @Test
    void withPrefetchPermitsComeBackInBatches() {
        Permits permits = permits(1, 255);
        assertThat(permits.takeAll()).isEqualTo(256);
        assertThat(permits.takeAll()).isZero();
        for (int number = 0; number < 63; number++) {
            permits.giveBackSoon();
        }
        assertThat(told).hasValue(0);

        permits.giveBackSoon();

        assertThat(told).hasValue(1);
        assertThat(permits.takeAll()).isEqualTo(64);
    }

    @Test
    void whatWaitsForOthersComesBackWhenThereIsNothingToWaitFor() {
        Permits permits = permits(1, 255);
        assertThat(permits.takeAll()).isEqualTo(256);
        assertThat(permits.takeAll()).isZero();
        permits.giveBackSoon();

        permits.settleUp();
        permits.settleUp();

        assertThat(told).hasValue(1);
        assertThat(permits.takeAll()).isEqualTo(1);
    }

    private Permits permits(int atOnce, int ahead) {
        Permits permits = new Permits(atOnce, ahead);
        permits.tell(told::incrementAndGet);
        return permits;
    }
}
