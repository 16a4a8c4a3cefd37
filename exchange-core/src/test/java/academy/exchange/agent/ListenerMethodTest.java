package academy.exchange.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ListenerMethodTest {

    private final Listeners listeners = new Listeners();

    @Test
    void listenerForMessagesGetsActionRequestsOfAnyName() {
        Desk desk = Desk.ofListener(listeners, "onMessage");
        assertThat(desk.call(Object.class, "anything", 1, 2, 3)).isNull();
        assertThat(listeners.heard).hasSize(1).first().isInstanceOf(Message.class);
    }

    @Test
    void listenerForMessagesGetsResponses() {
        Desk desk = Desk.ofListener(listeners, "onMessage");
        Message response = response(new Response.Success());
        desk.tell(response);
        assertThat(listeners.heard).containsExactly(response);
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void protocolRequestsAreAnsweredWithoutTheListener() {
        for (String name : List.of("onMessage", "onRequest", "onAction")) {
            Desk desk = Desk.ofListener(listeners, name);
            assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
            assertThat(desk.ask(new Request.Cancel(UUID.randomUUID())))
                    .isEqualTo(new Response.ProtocolError(ErrorCode.ACTION_INVALID_STATE, null));
            assertThat(desk.ask(new Request.Shutdown(null))).isEqualTo(new Response.Success());
            assertThat(desk.shutdowns()).hasSize(1);
        }
        assertThat(listeners.heard).isEmpty();
    }

    @Test
    void listenerForExactlyPingsHearsThemAndTheProtocolAnswers() {
        Desk desk = Desk.ofListener(listeners, "onPing");
        assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
        assertThat(listeners.heard).containsExactly(new Request.Ping());
    }

    @Test
    void pingIsAnsweredEvenIfItsListenerFails() {
        Desk desk = Desk.ofListener(listeners, "failOnPing");
        assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
        assertThat(desk.failures()).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatTheListenerHearsItselfIsNotUrgent() {
        assertThat(Desk.ofListener(listeners, "onMessage").dispatcher().urgent())
                .containsExactlyInAnyOrder(Urgency.CONTROL, Urgency.ANSWER);
        assertThat(Desk.ofListener(listeners, "onPing").dispatcher().urgent())
                .containsExactlyInAnyOrder(Urgency.RESPONSE, Urgency.ANSWER);
        assertThat(Desk.ofListener(listeners, "onAction").dispatcher().urgent())
                .containsExactlyInAnyOrder(Urgency.values());
    }

    @Test
    void actionRequestThatDoesNotFitIsAnsweredWithWhatDoes() {
        Desk desk = Desk.ofListener(listeners, "onPing");
        assertThat(desk.fail("increment", 1).message())
                .isEqualTo("audit[" + Desk.AGENT.uid() + "] does not accept action requests; it accepts Request.Ping");
        assertThat(listeners.heard).isEmpty();
    }

    @Test
    void responseThatDoesNotFitIsIgnored() {
        Desk desk = Desk.ofListener(listeners, "onResult");
        desk.tell(response(new Response.Success()));
        assertThat(listeners.heard).isEmpty();
        Response result = desk.exchange().codec().encodeResult(3);
        desk.tell(response(result));
        assertThat(listeners.heard).containsExactly(result);
    }

    @Test
    void failureOnAResponseIsLeftToTheContainer() {
        Desk desk = Desk.ofListener(listeners, "failOnResponse");
        desk.tell(response(new Response.Success()));
        assertThat(desk.exchange().sent()).isEmpty();
        assertThat(desk.failures()).hasSize(1).first().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void headerAndSenderAreResolved() {
        Desk desk = Desk.ofListener(listeners, "onEnvelope");
        desk.call(Object.class, "x");
        assertThat(listeners.heard).contains(Desk.CLIENT).hasSize(2);
    }

    @Test
    void otherParametersAreTheArguments() {
        Desk desk = Desk.ofListener(listeners, "onOrder");
        assertThat(desk.call(String.class, "order", new Order("tea", 2))).isEqualTo("2 tea");
        assertThat(desk.fail("order").message()).endsWith("is missing parameter 'order'; it expects (Order order)");
    }

    @Test
    void exceptionIsTheAnswer() {
        assertThat(Desk.ofListener(listeners, "failOnAction").fail("x").message())
                .isEqualTo("no good");
    }

    @Test
    void listenerThatNoMessageFitsIsRefused() {
        assertThatThrownBy(() -> Desk.ofListener(listeners, "impossible"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No message fits")
                .hasMessageContaining("impossible");
    }

    private static Message response(Response body) {
        return Message.request(Desk.AGENT, Desk.CLIENT, new Request.Ping()).reply(body);
    }

    record Order(String what, int count) {}

    static class Listeners {

        private final List<Object> heard = new ArrayList<>();

        void onMessage(Message message) {
            heard.add(message);
        }

        void onRequest(Request request) {
            heard.add(request);
        }

        void onAction(Request.Action action) {
            heard.add(action);
        }

        void onPing(Request.Ping ping) {
            heard.add(ping);
        }

        void failOnPing(Request.Ping ping) {
            throw new IllegalStateException("heard " + ping);
        }

        void onResult(Response.Result result) {
            heard.add(result);
        }

        void failOnResponse(Response response) {
            throw new IllegalStateException("heard " + response);
        }

        void onEnvelope(Header header, EntityId sender) {
            heard.add(header);
            heard.add(sender);
        }

        String onOrder(Order order) {
            return order.count() + " " + order.what();
        }

        void failOnAction(Request.Action action) {
            throw new IllegalArgumentException("no good");
        }

        void impossible(Response.Result result, int argument) {}
    }
}
