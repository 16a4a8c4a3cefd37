package academy.exchange;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a reader has taken and not settled is delivered again when the reader is closed, and nothing else is. */
interface AtLeastOnceContract extends ExchangeFixture {

    @Test
    default void whatIsNotSettledComesAgainFirstAndInOrder() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 6);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            assertThat(Taking.messages(Taking.next(mailbox, 4))).isEqualTo(sent.subList(0, 4));
        }

        assertThat(Taking.messages(Taking.next(Taking.open(exchange(), agent), 6)))
                .isEqualTo(sent);
    }

    @Test
    default void acknowledgedMessagesDoNotComeAgain() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 4);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            List<Delivery> taken = Taking.next(mailbox, 4);
            taken.get(2).acknowledgement().acknowledge();
            taken.get(0).acknowledgement().acknowledge();
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).containsExactly(sent.get(1), sent.get(3));
    }

    @Test
    default void openReaderIsNotDeliveredItsOwnAgain() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Mailbox other = Taking.open(secondExchange(), agent);

        Taking.next(mailbox, 3);

        assertThat(Taking.rest(mailbox)).isEmpty();
        assertThat(Taking.rest(other)).isEmpty();
    }

    @Test
    default void readersCompeteAndOneGetsWhatTheOtherDidNotSettle() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 6);
        Mailbox one = Taking.open(exchange(), agent);
        Mailbox other = Taking.open(secondExchange(), agent);
        List<Delivery> ofOne = Taking.next(one, 3);
        List<Delivery> ofOther = Taking.next(other, 2);
        assertThat(Taking.messages(ofOne)).isEqualTo(sent.subList(0, 3));
        assertThat(Taking.messages(ofOther)).isEqualTo(sent.subList(3, 5));
        ofOne.get(1).acknowledgement().acknowledge();

        one.close();

        assertThat(Taking.messages(Taking.next(other, 3))).containsExactly(sent.get(0), sent.get(2), sent.get(5));
    }

    @Test
    default void waitingReaderGetsWhatAnotherGivesBack() throws Exception {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message sent = Taking.send(exchange(), client, agent, 1).get(0);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Taking.next(mailbox);
        WaitingReader waiting = WaitingReader.of(Taking.open(secondExchange(), agent));

        mailbox.close();

        assertThat(waiting.message()).isEqualTo(sent);
    }

    @Test
    default void receiveSettlesAtOnce() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 4);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            assertThat(mailbox.receive()).isEqualTo(sent.get(0));
            assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(sent.get(1));
            assertThat(mailbox.receive(1, Traffic.ARRIVAL)).containsExactly(sent.get(2));
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).containsExactly(sent.get(3));
    }

    @Test
    default void urgentMessagesAreDeliveriesToo() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message first = Traffic.ping(client, agent);
        Message action = Traffic.action(client, agent, "go");
        Message second = Traffic.ping(client, agent);
        exchange().sendAll(List.of(first, action, second));
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            List<Delivery> urgent =
                    mailbox.receiveUrgent(EnumSet.allOf(Urgency.class)).deliveries();
            assertThat(Taking.messages(urgent)).containsExactly(first, second);
            assertThat(urgent).noneMatch(each -> each.acknowledgement().isSettled());
            urgent.get(0).acknowledgement().acknowledge();
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).containsExactlyInAnyOrder(second, action);
    }

    @Test
    default void urgentMessagesThatComeAgainAreUrgentStill() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message action = Traffic.action(client, agent, "go");
        Message ping = Traffic.ping(client, agent);
        exchange().sendAll(List.of(action, ping));
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Taking.next(mailbox, 2);
        }

        Mailbox again = Taking.open(exchange(), agent);
        assertThat(again.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(ping);
        assertThat(Taking.next(again).message()).isEqualTo(action);
    }

    @Test
    default void unreadableMessagesArePutAsideAndDoNotComeAgain() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        RawMessage response = RawMessage.success(client, agent).withBody("{\"kind\":\"unheard-of\"}");
        putRaw(agent, new byte[] {'{'});
        putRaw(agent, response.bytes());
        Message good = Taking.send(exchange(), client, agent, 1).get(0);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            List<Delivery> taken = Taking.next(mailbox, 2);
            assertThat(taken).extracting(each -> each.message().tag()).containsExactly(response.tag(), good.tag());
        }

        Mailbox again = Taking.open(exchange(), agent);
        assertThat(Taking.rest(again)).containsExactly(good);
        assertThat(again.deadLetters(10)).hasSize(2).allMatch(letter -> letter.attempts() == 0);
    }

    @Test
    default void whatIsOpenAndNotQueuedIsInProgress() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 4);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            List<Delivery> taken = Taking.next(mailbox, 3);
            assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(4, 1, 3, 0, 0));

            exchange().send(Traffic.success(taken.get(0).message()));
            taken.get(0).acknowledgement().acknowledge();
            assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(4, 1, 2, 1, 0));
        }

        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(4, 3, 0, 1, 0));
    }

    @Test
    default void readerThatDeliversAtMostOnceHandsOutWhatIsSettled() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message ping = Traffic.ping(client, agent);
        exchange().send(ping);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        try (Mailbox mailbox = exchange().getMailbox(agent)) {
            List<Delivery> taken = List.of(
                    mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).deliveries().get(0), Taking.next(mailbox));
            assertThat(taken).extracting(Delivery::message).containsExactly(ping, sent.get(0));
            assertThat(taken).allSatisfy(each -> {
                assertThat(each.acknowledgement().isSettled()).isTrue();
                assertThat(each.acknowledgement().attempt()).isOne();
                each.acknowledgement().retry(Duration.ZERO, "it is settled");
                each.acknowledgement().reject("it is settled");
            });
            assertThat(mailbox.deadLetters(10)).isEmpty();
        }

        assertThat(Traffic.drain(exchange().getMailbox(agent))).isEqualTo(sent.subList(1, 3));
    }

    @Test
    default void takingIsRefusedAndEndsAsReceivingDoes() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Mailbox closed = Taking.open(exchange(), agent);
        closed.close();

        assertThat(mailbox.take(1, Duration.ZERO)).isEmpty();
        assertThat(mailbox.take(1, Duration.ofMillis(50))).isEmpty();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> mailbox.take(0, Duration.ZERO));
        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> closed.take(1, Duration.ZERO));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> Taking.open(exchange(), AgentId.random()));
        exchange().terminate(agent);
        assertThatExceptionOfType(MailboxTerminatedException.class).isThrownBy(() -> mailbox.take(1, Traffic.ARRIVAL));
    }
}
