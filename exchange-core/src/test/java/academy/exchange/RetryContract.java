package academy.exchange;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Sending the same message again is a retry and changes nothing. */
interface RetryContract extends ExchangeFixture {

    @Test
    default void requestSentAgainArrivesOnce() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);

        exchange().send(request);
        exchange().send(request);
        secondExchange().send(request);
        exchange().sendAll(List.of(request, request));
        exchange().sendAsync(request).join();

        assertThat(Traffic.drain(exchange().getMailbox(agent))).containsExactly(request);
    }

    @Test
    default void responseSentAgainArrivesOnce() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);

        exchange().send(Traffic.success(request));
        exchange().send(Traffic.success(request));

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void anAnswerOfOtherContentDoesNotArriveAfterTheFirst() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);

        exchange().send(Traffic.success(request));
        exchange().send(request.reply(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null)));

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void requestSentAgainAfterItsAnswerIsNotPendingAgain() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);
        exchange().send(Traffic.success(request));

        exchange().send(request);
        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void requestAndResponseOfOneTagAreDifferentMessages() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Message request = Traffic.ping(client, client);

        exchange().send(request);
        exchange().send(Traffic.success(request));

        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(request, Traffic.success(request));
    }

    @Test
    default void refusedMessageMayBeSentAgainWhenItsDestinationIsThere() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId late = AgentId.random();
        Message request = Traffic.ping(client, late);
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().send(request));

        exchange().registerAgent(AgentRegistration.of(Object.class).withId(late));
        exchange().send(request);

        assertThat(Traffic.drain(exchange().getMailbox(late))).containsExactly(request);
    }
}
