package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.Request;

import static org.assertj.core.api.Assertions.assertThat;

/** What is held for a delivery is given back once, when its handler has ended and it is nobody's here any more. */
class HeldDeliveryTest {

    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicInteger released = new AtomicInteger();
    private final HeldDelivery held = HeldDelivery.of(
            new Delivery(
                    Message.request(ClientId.random(), AgentId.random(), new Request.Ping()),
                    new LostAcknowledgement()),
            released::incrementAndGet);

    /** Settled by nobody here, but by the loss of what it belongs to. */
    private final class LostAcknowledgement implements Acknowledgement {

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean isSettled() {
            return lost.get();
        }

        @Override
        public void acknowledge() {}

        @Override
        public void retry(Duration pause, String reason) {}

        @Override
        public void reject(String reason) {}
    }

    @Test
    void permitComesBackWhenOthersHaveTheMessageBeforeItsHandlerEnds() {
        lost.set(true);

        held.handlerEnded();

        assertThat(released).hasValue(1);
    }

    @Test
    void permitComesBackWhenOthersAreSeenToHaveTheMessageAfterwards() {
        held.handlerEnded();
        assertThat(released).hasValue(0);
        lost.set(true);

        assertThat(held.delivery().acknowledgement().isSettled()).isTrue();

        assertThat(released).hasValue(1);
    }

    @Test
    void permitComesBackOnce() {
        held.acknowledge();
        lost.set(true);
        held.handlerEnded();
        held.acknowledge();

        assertThat(held.isSettled()).isTrue();
        assertThat(released).hasValue(1);
    }
}
