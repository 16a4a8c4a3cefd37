package academy.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a busy reader finds without receiving what it has no room for. */
interface UrgentContract extends ExchangeFixture {

    @Test
    default void nothingIsUrgentInAnEmptyMailbox() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox)).isEmpty();
        assertThat(mailbox.receiveUrgent(Set.of())).isEqualTo(Urgent.NOTHING);
    }

    @Test
    default void urgentMessagesAreTakenFromAmongTheOthersInOrder() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = List.of(
                Traffic.ping(client, agent),
                Traffic.action(client, agent, "one"),
                Message.request(client, agent, new Request.Cancel(UUID.randomUUID())),
                Traffic.success(Traffic.ping(agent, client)),
                Traffic.action(client, agent, "two"),
                Message.request(client, agent, new Request.Shutdown(null)),
                Message.request(client, agent, new Request.Shutdown(true)),
                Traffic.action(client, agent, "three"));
        exchange().sendAll(sent);
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox)).containsExactly(sent.get(0), sent.get(2), sent.get(3), sent.get(5), sent.get(6));
        assertThat(urgent(mailbox)).isEmpty();
        assertThat(Traffic.drain(mailbox)).containsExactly(sent.get(1), sent.get(4), sent.get(7));
    }

    @Test
    default void onlyTheKindsAskedForAreTaken() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message action = Traffic.action(client, agent, "go");
        Message ping = Traffic.ping(client, agent);
        Message response = Traffic.success(Traffic.ping(agent, client));
        Message answer =
                Traffic.success(Message.request(agent, client, UUID.randomUUID(), Map.of(), new Request.Ping()));
        exchange().sendAll(List.of(action, ping, response, answer));
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(ping);
        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).isEmpty();
        assertThat(mailbox.receiveUrgent(Set.of(Urgency.ANSWER)).messages()).containsExactly(answer);
        assertThat(mailbox.receiveUrgent(Set.of(Urgency.RESPONSE)).messages()).containsExactly(response);
        assertThat(Traffic.drain(mailbox)).containsExactly(action);
    }

    @Test
    default void eachLookFindsWhatCameSinceTheLast() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        List<Message> waiting = new ArrayList<>();
        for (int round = 0; round < 60; round++) {
            Message action = Traffic.action(client, agent, "go" + round);
            Message ping = Traffic.ping(client, agent);
            exchange().send(action);
            exchange().send(ping);
            waiting.add(action);

            assertThat(urgent(mailbox)).as("in round %s", round).containsExactly(ping);

            if (round % 3 == 0) {
                assertThat(mailbox.receive(1, Duration.ZERO)).containsExactly(waiting.remove(0));
            }
        }
        assertThat(Traffic.drain(mailbox)).isEqualTo(waiting);
    }

    @Test
    default void lookAfterEverythingWasReceivedFindsWhatCameThen() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        for (int i = 0; i < 30; i++) {
            exchange().send(Traffic.action(client, agent, "go" + i));
        }
        assertThat(urgent(mailbox)).isEmpty();
        assertThat(Traffic.drain(mailbox)).hasSize(30);
        Message ping = Traffic.ping(client, agent);
        exchange().sendAll(List.of(ping, Traffic.action(client, agent, "last")));

        assertThat(urgent(mailbox)).containsExactly(ping);
        assertThat(Traffic.drain(mailbox)).hasSize(1);
    }

    @Test
    default void longQueueIsSearchedToItsEnd() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sent.add(i % 100 == 99 ? Traffic.ping(client, agent) : Traffic.action(client, agent, "go" + i));
        }
        exchange().sendAll(sent);
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox))
                .isEqualTo(sent.stream()
                        .filter(message -> message.body() instanceof Request.Ping)
                        .toList());
        assertThat(Traffic.drain(mailbox))
                .isEqualTo(sent.stream()
                        .filter(message -> message.body() instanceof Request.Action)
                        .toList());
    }

    @Test
    default void foreignMessagesAreFoundAsWell() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message action = Traffic.action(client, agent, "go");
        RawMessage ping = RawMessage.ping(client, agent);
        RawMessage cancel = RawMessage.ping(client, agent)
                .withBody("{\"target_tag\":\"" + UUID.randomUUID() + "\",\"kind\":\"cancel-request\"}");
        RawMessage success = RawMessage.success(client, agent);
        exchange().send(action);
        putRaw(agent, ping.bytes());
        putRaw(agent, cancel.bytes());
        putRaw(agent, success.bytes());
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox)).extracting(Message::tag).containsExactly(ping.tag(), cancel.tag(), success.tag());
        assertThat(Traffic.drain(mailbox)).containsExactly(action);
    }

    @Test
    default void whatOnlyLooksUrgentStays() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message escaped = Message.request(
                client,
                agent,
                new Request.Action(
                        "go \"kind\":\"ping-request\"",
                        Serialization.JSON,
                        "[{\"kind\":\"response\"}]",
                        "{\"kind\":\"cancel-request\"}",
                        null,
                        null));
        RawMessage lookalike = RawMessage.ping(client, agent)
                .withBody("{\"action\":\"go\",\"serialization\":\"json\",\"pargs\":[{\"kind\":\"ping-request\"},"
                        + "{\"kind\":\"response\"}],\"kind\":\"action-request\"}");
        exchange().send(escaped);
        putRaw(agent, lookalike.bytes());
        Message ping = Traffic.ping(client, agent);
        exchange().send(ping);
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox)).containsExactly(ping);
        assertThat(urgent(mailbox)).isEmpty();
        assertThat(Traffic.drain(mailbox))
                .extracting(Message::tag)
                .containsExactlyInAnyOrder(escaped.tag(), lookalike.tag());
    }

    @Test
    default void urgentMessagesThatCannotBeReadArePutAside() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        RawMessage response = RawMessage.success(client, agent).withBody("{\"kind\":\"unheard-of\"}");
        putRaw(agent, response.bytes());
        Mailbox mailbox = exchange().getMailbox(agent);

        assertThat(urgent(mailbox)).extracting(Message::tag).containsExactly(response.tag());
        assertThat(mailbox.deadLetters(10)).hasSize(1);
    }

    @Test
    default void eachUrgentMessageComesToOneReader() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox one = exchange().getMailbox(agent);
        Mailbox other = secondExchange().getMailbox(agent);
        Message action = Traffic.action(client, agent, "go");
        Message ping = Traffic.ping(client, agent);
        exchange().sendAll(List.of(action, ping));

        assertThat(urgent(one)).containsExactly(ping);
        assertThat(urgent(other)).isEmpty();
        assertThat(other.receive(Traffic.ARRIVAL)).isEqualTo(action);
        Message second = Traffic.ping(client, agent);
        exchange().send(second);
        assertThat(urgent(other)).containsExactly(second);
        assertThat(urgent(one)).isEmpty();
    }

    @Test
    default void lookDoesNotWaitForAReader() throws Exception {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        WaitingReader reader = WaitingReader.of(mailbox);

        assertThat(mailbox.receiveUrgent(EnumSet.allOf(Urgency.class))).isEqualTo(Urgent.NOTHING);

        Message ping = Traffic.ping(agent, agent);
        exchange().send(ping);
        assertThat(reader.message()).isEqualTo(ping);
    }

    @Test
    default void lookTellsOfTheEndOfTheMailbox() {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        Mailbox closed = exchange().getMailbox(agent);
        closed.close();
        exchange().send(Traffic.ping(agent, agent));

        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> urgent(closed));
        exchange().terminate(agent);
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> urgent(mailbox))
                .satisfies(e -> assertThat(e.id()).isEqualTo(agent));
    }

    @Test
    default void interruptedLookLosesNothing() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        Message ping = Traffic.ping(agent, agent);
        exchange().send(ping);

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> urgent(mailbox));
        assertThat(Thread.interrupted()).isFalse();

        assertThat(urgent(mailbox)).containsExactly(ping);
    }

    private static List<Message> urgent(Mailbox mailbox) throws InterruptedException {
        return mailbox.receiveUrgent(EnumSet.allOf(Urgency.class)).messages();
    }
}
