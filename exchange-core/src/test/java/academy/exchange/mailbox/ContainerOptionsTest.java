package academy.exchange.mailbox;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import academy.exchange.DeliveryOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ContainerOptionsTest {

    private final ContainerOptions defaults = ContainerOptions.defaults();

    @Test
    void eachWithChangesOneOption() {
        assertThat(defaults.withConcurrency(2)
                        .withPollTimeout(Duration.ofSeconds(3))
                        .withShutdownTimeout(Duration.ZERO)
                        .withMinBackOff(Duration.ofMillis(4))
                        .withMaxBackOff(Duration.ofMillis(5))
                        .withAutoStartup(false)
                        .withHeartbeatInterval(Duration.ofSeconds(6))
                        .withPrefetch(7)
                        .withIdleAfter(Duration.ofSeconds(8))
                        .withDelivery(DeliveryOptions.atLeastOnce()))
                .isEqualTo(new ContainerOptions(
                        2,
                        Duration.ofSeconds(3),
                        Duration.ZERO,
                        Duration.ofMillis(4),
                        Duration.ofMillis(5),
                        false,
                        Duration.ofSeconds(6),
                        7,
                        Duration.ofSeconds(8),
                        DeliveryOptions.atLeastOnce()));
    }

    @Test
    void readerIsToldOfAsManyHandlersAsThereAreWithTheUrgentOne() {
        ContainerOptions options = defaults.withConcurrency(4).withDelivery(DeliveryOptions.atLeastOnce());
        assertThat(options.readerDelivery())
                .isEqualTo(DeliveryOptions.atLeastOnce().withHandlers(5));
        assertThat(defaults.withConcurrency(Integer.MAX_VALUE).readerDelivery().handlers())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void signsOfLifeComeOftenEnoughThatPythonPeersMissTwoBeforeTheyGiveAMailboxUp() {
        assertThat(defaults.heartbeatInterval())
                .isEqualTo(Duration.ofSeconds(90).dividedBy(3));
    }

    @Test
    void valuesOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withConcurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withPollTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withShutdownTimeout(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMinBackOff(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxBackOff(Duration.ofMillis(99)));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withHeartbeatInterval(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withPrefetch(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withIdleAfter(Duration.ofNanos(-1)));
    }
}
