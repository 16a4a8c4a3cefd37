package academy.exchange;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the end of a mailbox means for its reader and for those who wait for its answers. */
interface TerminationContract extends ExchangeFixture {

    @Test
    default void terminatedMailboxGivesNoMessage() {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        exchange().send(Traffic.ping(client, client));

        exchange().terminate(client);

        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(mailbox::receive);
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> mailbox.receive(Duration.ofMillis(50)));
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> mailbox.receive(Duration.ZERO))
                .satisfies(e -> assertThat(e.id()).isEqualTo(client));
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> exchange().getMailbox(client).receive());
    }

    @Test
    default void everyPendingRequestIsAnsweredOnceAndNothingElse() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message readButUnanswered = Traffic.ping(requester, agent);
        Message response = Traffic.success(Traffic.ping(agent, requester));
        Message unread = Traffic.ping(requester, agent);
        exchange().send(readButUnanswered);
        assertThat(exchange().getMailbox(agent).receive(Traffic.ARRIVAL)).isEqualTo(readButUnanswered);
        exchange().send(response);
        exchange().send(unread);

        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester)))
                .containsExactlyInAnyOrder(
                        Traffic.terminatedAnswer(readButUnanswered), Traffic.terminatedAnswer(unread));
    }

    @Test
    default void requestsOfEveryKindAreAnswered() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> requests = List.of(
                Traffic.action(requester, agent, "go"),
                Traffic.ping(requester, agent),
                Message.request(
                        requester,
                        agent,
                        new Request.Cancel(Traffic.ping(requester, agent).tag())),
                Message.request(requester, agent, new Request.Shutdown(null)));
        exchange().sendAll(requests);

        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester)))
                .containsExactlyInAnyOrderElementsOf(
                        requests.stream().map(Traffic::terminatedAnswer).toList());
    }

    @Test
    default void answeredRequestIsNotAnsweredAgain() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(requester, agent);
        exchange().send(request);
        exchange().send(Traffic.success(request));

        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester))).containsExactly(Traffic.success(request));
    }

    @Test
    default void terminatingTwiceAnswersOnce() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(requester, agent);
        exchange().send(request);

        exchange().terminate(agent);
        secondExchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester))).containsExactly(Traffic.terminatedAnswer(request));
    }

    @Test
    default void lateResponseIsDroppedEvenIfTheMailboxWasOpenedAnew() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(requester, agent);
        exchange().send(request);
        exchange().terminate(agent);
        exchange().registerAgent(AgentRegistration.of(Object.class).withId(agent));

        exchange().send(Traffic.success(request));

        assertThat(Traffic.drain(exchange().getMailbox(requester))).containsExactly(Traffic.terminatedAnswer(request));
    }

    @Test
    default void lateResponseIsDroppedSilently() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(requester, agent);
        exchange().send(request);
        exchange().terminate(agent);

        exchange().send(Traffic.success(request));

        assertThat(Traffic.drain(exchange().getMailbox(requester))).containsExactly(Traffic.terminatedAnswer(request));
    }

    @Test
    default void responseToARequestNobodySentIsDelivered() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message response = Traffic.success(Traffic.ping(requester, agent));

        exchange().send(response);

        assertThat(Traffic.drain(exchange().getMailbox(requester))).containsExactly(response);
    }

    @Test
    default void requesterThatIsGoneDoesNotKeepOthersFromTheirAnswers() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        ClientId stranger = ClientId.random();
        ClientId gone = exchange().registerClient();
        ClientId first = exchange().registerClient();
        ClientId last = exchange().registerClient();
        Message firstRequest = Traffic.ping(first, agent);
        Message lastRequest = Traffic.ping(last, agent);
        exchange().send(firstRequest);
        exchange().send(Traffic.ping(stranger, agent));
        exchange().send(Traffic.ping(gone, agent));
        exchange().send(lastRequest);
        exchange().terminate(gone);

        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(first))).containsExactly(Traffic.terminatedAnswer(firstRequest));
        assertThat(Traffic.drain(exchange().getMailbox(last))).containsExactly(Traffic.terminatedAnswer(lastRequest));
        assertThat(exchange().status(stranger)).isEqualTo(MailboxStatus.MISSING);
    }

    @Test
    default void responseToATerminatedRequesterSettlesTheRequest() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(requester, agent);
        exchange().send(request);
        exchange().terminate(requester);
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> exchange().send(Traffic.success(request)));

        exchange().registerClient(requester);
        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester))).isEmpty();
    }

    @Test
    default void requestToOneselfIsDiscardedWithItsMailbox() throws InterruptedException {
        ClientId client = exchange().registerClient();
        exchange().send(Traffic.ping(client, client));

        exchange().terminate(client);
        exchange().registerClient(client);

        assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void requestsToAReopenedMailboxArePendingAnew() throws InterruptedException {
        ClientId requester = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message before = Traffic.ping(requester, agent);
        exchange().send(before);
        exchange().terminate(agent);
        exchange().registerAgent(AgentRegistration.of(Object.class).withId(agent));
        Message after = Traffic.ping(requester, agent);
        exchange().send(after);

        exchange().terminate(agent);

        assertThat(Traffic.drain(exchange().getMailbox(requester)))
                .containsExactly(Traffic.terminatedAnswer(before), Traffic.terminatedAnswer(after));
    }
}
