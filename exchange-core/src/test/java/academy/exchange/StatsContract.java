package academy.exchange;

import java.util.EnumSet;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is counted of a mailbox during the life of its requests. */
interface StatsContract extends ExchangeFixture {

    @Test
    default void unknownMailboxHasNoStats() {
        AgentId unknown = AgentId.random();

        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> exchange().stats(unknown))
                .satisfies(e -> assertThat(e.id()).isEqualTo(unknown));
    }

    @Test
    default void requestIsQueuedThenInProgressThenCompleted() throws Exception {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(0, 0, 0, 0, 0));

        exchange().send(request);
        exchange().send(request);
        assertThat(secondExchange().stats(agent)).isEqualTo(new MailboxStats(1, 1, 0, 0, 0));
        assertThat(exchange().stats(client)).isEqualTo(new MailboxStats(0, 0, 0, 0, 1));

        assertThat(exchange().getMailbox(agent).receive(Traffic.ARRIVAL)).isEqualTo(request);
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(1, 0, 1, 0, 0));

        exchange().send(Traffic.success(request));
        exchange().send(Traffic.success(request));
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(1, 0, 0, 1, 0));
        assertThat(exchange().stats(client)).isEqualTo(new MailboxStats(0, 1, 0, 0, 1));
    }

    @Test
    default void howARequestIsTakenMakesNoDifference() throws Exception {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        WaitingReader reader = WaitingReader.of(mailbox);
        Message awaited = Traffic.ping(client, agent);
        exchange().send(awaited);
        assertThat(reader.message()).isEqualTo(awaited);
        Message sifted = Traffic.ping(client, agent);
        exchange().send(sifted);
        assertThat(mailbox.receiveUrgent(EnumSet.allOf(Urgency.class)).messages())
                .containsExactly(sifted);

        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(2, 0, 2, 0, 0));
        exchange().send(Traffic.success(awaited));
        exchange().send(Traffic.success(sifted));
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(2, 0, 0, 2, 0));
    }

    @Test
    default void requestAnsweredBeforeItIsTakenIsCompleted() {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);

        exchange().send(Traffic.success(request));

        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(1, 1, 0, 1, 0));
    }

    @Test
    default void answerToSomebodyWhoIsGoneEndsTheRequestAndCompletesNothing() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);
        exchange().terminate(client);

        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> exchange().send(Traffic.success(request)));

        assertThat(Traffic.drain(exchange().getMailbox(agent))).hasSize(1);
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(0, 0, 0, 0, 0));
    }

    @Test
    default void terminatedMailboxKeepsWhatWasDoneAndNothingElse() {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message answered = Traffic.ping(client, agent);
        exchange().sendAll(List.of(answered, Traffic.ping(client, agent)));
        exchange().send(Traffic.success(answered));

        exchange().terminate(agent);
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(1, 0, 0, 1, 0));

        exchange().registerAgent(AgentRegistration.of(Object.class).withId(agent));
        exchange().send(Traffic.ping(client, agent));
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(2, 1, 0, 1, 0));
    }
}
