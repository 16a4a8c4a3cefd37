package academy.exchange.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.Delivery;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of messages that an agent has to settle. */
@Timeout(20)
class AgentDeliveryTest {

    private static final Response SUCCESS = new Response.Success();

    private final Worker worker = new Worker();
    private final Desk desk = Desk.of(worker);
    private final Recorded settlement = new Recorded();

    @Test
    void answeredActionIsDone() throws Exception {
        assertThat(desk.dispatcher().handle(request("work"))).isTrue();
        assertThat(answers()).singleElement().isInstanceOf(Response.Result.class);
    }

    @Test
    void actionThatThrewIsAnsweredAndDone() throws Exception {
        assertThat(desk.dispatcher().handle(request("fail"))).isTrue();
        assertThat(answers()).singleElement().isInstanceOf(Response.ActionError.class);
    }

    @Test
    void answerThatCannotBeSentIsMadeAgain() {
        desk.exchange().failNextWith(new ExchangeUnavailableException("away", null));
        assertThatThrownBy(() -> desk.dispatcher().handle(request("work"))).hasMessage("away");
        assertThat(settlement.how()).isEmpty();
    }

    @Test
    void answerThatNobodyWaitsForIsNotMadeAgain() throws Exception {
        desk.exchange().failNextWith(new BadEntityIdException(Desk.CLIENT));
        assertThat(desk.dispatcher().handle(request("work"))).isTrue();
    }

    @Test
    void pingThatCannotBeAnsweredIsAnsweredAgain() {
        desk.exchange().failNextWith(new ExchangeUnavailableException("away", null));
        assertThatThrownBy(() -> desk.dispatcher().handle(delivery(new Request.Ping())))
                .hasMessage("away");
        assertThat(settlement.how()).isEmpty();
    }

    @Test
    void errorOfAnActionIsAnsweredAndNotRunAgain() {
        assertThatThrownBy(() -> desk.dispatcher().handle(request("collapse"))).isInstanceOf(AssertionError.class);
        assertThat(answers()).singleElement().isInstanceOf(Response.ActionError.class);
        assertThat(settlement.how()).containsExactly("acknowledge");
    }

    @Test
    void errorThatCannotBeAnsweredIsLeftToBeRunAgain() {
        desk.exchange().failNextWith(new ExchangeUnavailableException("away", null));
        assertThatThrownBy(() -> desk.dispatcher().handle(request("collapse"))).hasMessage("away");
        assertThat(settlement.how()).isEmpty();
    }

    @Test
    void actionThatTakesItsAcknowledgementSettlesByItself() throws Exception {
        assertThat(desk.dispatcher().handle(request("keep"))).isFalse();
        assertThat(answers()).singleElement().isInstanceOf(Response.Result.class);
        assertThat(settlement.how()).isEmpty();

        Objects.requireNonNull(worker.kept).acknowledge();
        assertThat(settlement.how()).containsExactly("acknowledge");
    }

    @Test
    void requestThatNeverReachesTheActionThatWouldSettleItIsDone() throws Exception {
        assertThat(desk.dispatcher().handle(request("keep", "too", "much"))).isTrue();
        assertThat(worker.kept).isNull();
    }

    @Test
    void actionThatAStopInterruptsIsNotAnsweredButGoesBack() throws Exception {
        desk.cancels().stopping();
        assertThat(desk.dispatcher().handle(request("interrupted"))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers()).isEmpty();
        assertThat(settlement.how()).isEmpty();
    }

    @Test
    void actionThatAStopInterruptsIsNotAnsweredIfTheStopWasFasterToGiveItBack() throws Exception {
        desk.cancels().stopping();
        worker.beforeInterrupt = settlement::acknowledge;
        assertThat(desk.dispatcher().handle(request("interrupted"))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers()).isEmpty();
    }

    @Test
    void actionThatAStopInterruptsIsCancelledIfItCannotGoBack() {
        desk.cancels().stopping();
        desk.tell(request("interrupted").message());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(answers()).containsExactly(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null));
    }

    @Test
    void listenerThatFailsAtWhatNobodyWaitsForGetsItAgain() {
        Desk listener = Desk.ofListener(worker, "hear");
        assertThatThrownBy(() -> listener.dispatcher().handle(delivery(response(null))))
                .hasMessage("deaf");
        assertThat(settlement.how()).isEmpty();
    }

    @Test
    void listenerMaySettleWhatItHears() throws Exception {
        Desk listener = Desk.ofListener(worker, "hearAndSettle");
        assertThat(listener.dispatcher().handle(delivery(response(null)))).isFalse();
        assertThat(settlement.how()).containsExactly("retry PT1S: later");
    }

    @Test
    void responseThatCannotBePassedOnIsPassedOnAgain() {
        desk.exchange().failNextWith(new ExchangeUnavailableException("away", null));
        Delivery answer = delivery(response(UUID.randomUUID()));
        assertThatThrownBy(() -> desk.dispatcher().handleUrgent(answer)).hasMessage("away");
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void responseIsPassedOnBeforeItIsDone() throws Exception {
        assertThat(desk.dispatcher().handleUrgent(delivery(response(UUID.randomUUID()))))
                .isTrue();
        assertThat(desk.exchange().sent()).hasSize(1);
    }

    private List<Response> answers() {
        return desk.exchange().sent().stream()
                .map(message -> (Response) message.body())
                .toList();
    }

    private Delivery request(String action, Object... arguments) {
        return delivery(desk.action(action, arguments));
    }

    private Delivery delivery(Request request) {
        return delivery(Message.request(Desk.CLIENT, Desk.AGENT, request));
    }

    private Delivery delivery(Message message) {
        return new Delivery(message, settlement);
    }

    private static Message response(@Nullable UUID label) {
        Message asked = Message.request(Desk.AGENT, AgentId.random(), label, Map.of(), new Request.Ping());
        Header reply = asked.header().reply();
        return new Message(reply, SUCCESS);
    }

    private static final class Recorded implements Acknowledgement {

        private final List<String> settlements = new ArrayList<>();

        List<String> how() {
            return settlements;
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public boolean isSettled() {
            return !settlements.isEmpty();
        }

        @Override
        public void acknowledge() {
            settlements.add("acknowledge");
        }

        @Override
        public void retry(Duration pause, String reason) {
            settlements.add("retry " + pause + ": " + reason);
        }

        @Override
        public void reject(String reason) {
            settlements.add("reject: " + reason);
        }
    }

    static class Worker {

        private @Nullable Acknowledgement kept;
        private Runnable beforeInterrupt = () -> {};

        @Action
        int work() {
            return 1;
        }

        @Action
        void fail() {
            throw new IllegalStateException("no");
        }

        @Action
        void collapse() {
            throw new AssertionError("impossible");
        }

        @Action
        String keep(Acknowledgement acknowledgement) {
            kept = acknowledgement;
            return "kept";
        }

        @Action
        void interrupted() throws InterruptedException {
            beforeInterrupt.run();
            throw new InterruptedException();
        }

        void hear(Response response) {
            throw new IllegalStateException("deaf");
        }

        void hearAndSettle(Response response, Acknowledgement acknowledgement) {
            acknowledgement.retry(Duration.ofSeconds(1), "later");
        }
    }
}
