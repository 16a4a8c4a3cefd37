package academy.exchange.agent;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever does not know who waits for the answer to an agent's question sends it to the agent. */
@Timeout(20)
class ForwardedResponseTest {

    private static final AgentId PYTHON = AgentId.of("55555555-5555-4555-8555-555555555555");

    private final Silent silent = new Silent();
    private final Desk desk = Desk.of(silent);
    private final UUID label = UUID.randomUUID();

    @Test
    void responseWithALabelIsPassedOnToTheClientOfThatUid() {
        Message response = response(Desk.AGENT, PYTHON, label);
        desk.tell(response);
        assertThat(desk.exchange().sent()).singleElement().satisfies(onward -> {
            assertThat(onward.src()).isEqualTo(Desk.AGENT);
            assertThat(onward.dest()).isEqualTo(ClientId.of(label));
            assertThat(onward.tag()).isEqualTo(response.tag());
            assertThat(onward.header().label()).isEqualTo(label);
            assertThat(onward.body()).isEqualTo(response.body());
        });
    }

    @Test
    void responseWithoutALabelIsIgnored() {
        desk.tell(response(Desk.AGENT, PYTHON, null));
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void responseOfAClientIsIgnored() {
        desk.tell(response(Desk.AGENT, Desk.CLIENT, label));
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void responseThatWasPassedOnBeforeIsIgnored() {
        desk.tell(response(Desk.AGENT, PYTHON, Desk.AGENT.uid()));
        Message onward = desk.exchange().sent().get(0);
        desk.exchange().sent().clear();
        desk.tell(onward);
        assertThat(desk.exchange().sent()).isEmpty();
    }

    @Test
    void responseThatAHandleWaitsForIsNotHeardByAListener() {
        Desk listener = Desk.ofListener(silent, "listen");
        listener.tellUrgent(response(Desk.AGENT, PYTHON, label));
        assertThat(listener.exchange().sent()).singleElement().satisfies(onward -> assertThat(onward.dest())
                .isEqualTo(ClientId.of(label)));
        assertThat(silent.heard).isNull();
    }

    @Test
    void responseWhoseLabelIsNoClientIsHeardByAListener() {
        Desk listener = Desk.ofListener(silent, "listen");
        listener.exchange().failNextWith(new BadEntityIdException(ClientId.of(label)));
        listener.tellUrgent(response(Desk.AGENT, PYTHON, label));
        assertThat(silent.heard).isEqualTo(new Response.Success());
        assertThat(listener.exchange().sent()).isEmpty();
    }

    @Test
    void responseWhoseClientIsGoneIsHeardByAListener() {
        Desk listener = Desk.ofListener(silent, "listen");
        listener.exchange().failNextWith(new MailboxTerminatedException(ClientId.of(label)));
        listener.tellUrgent(response(Desk.AGENT, PYTHON, label));
        assertThat(silent.heard).isEqualTo(new Response.Success());
    }

    @Test
    void responseWithoutALabelIsHeardByAListener() {
        Desk listener = Desk.ofListener(silent, "listen");
        listener.tellUrgent(response(Desk.AGENT, PYTHON, null));
        assertThat(silent.heard).isEqualTo(new Response.Success());
        assertThat(listener.exchange().sent()).isEmpty();
    }

    @Test
    void failureToReachAClientEndsNothingForAListener() {
        Desk listener = Desk.ofListener(silent, "listen");
        listener.exchange().failNextWith(new ExchangeUnavailableException("down", null));
        listener.tellUrgent(response(Desk.AGENT, PYTHON, label));
        assertThat(listener.failures()).isEmpty();
        assertThat(silent.heard).isNull();
    }

    @Test
    void failureToPassItOnEndsNothing() {
        desk.exchange().failNextWith(new BadEntityIdException(ClientId.of(label)));
        desk.tell(response(Desk.AGENT, PYTHON, label));
        desk.exchange().failNextWith(new ExchangeUnavailableException("down", null));
        desk.tell(response(Desk.AGENT, PYTHON, label));
        assertThat(desk.failures()).isEmpty();
        assertThat(desk.exchange().sent()).isEmpty();
    }

    private static Message response(AgentId asker, EntityId answerer, @Nullable UUID label) {
        return Message.request(asker, answerer, label, Map.of(), new Request.Ping())
                .reply(new Response.Success());
    }

    static class Silent {

        private @Nullable Response heard;

        @Action
        void nothing() {}

        void listen(Response response) {
            heard = response;
        }
    }
}
