package academy.exchange;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What ends a reader that waits, and that nothing is lost by it. */
interface WaitingContract extends ExchangeFixture {

    @Test
    default void closingAMailboxEndsItsWaitingReaders() throws Exception {
        Mailbox mailbox = exchange().getMailbox(exchange().registerClient());
        WaitingReader one = WaitingReader.of(mailbox);
        WaitingReader other = WaitingReader.of(mailbox, Duration.ofMinutes(5));

        mailbox.close();

        assertThat(one.failure()).isInstanceOf(MailboxClosedException.class);
        assertThat(other.failure()).isInstanceOf(MailboxClosedException.class);
    }

    @Test
    default void messageSentJustAfterClosingIsLeftForTheNextReader() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        WaitingReader reader = WaitingReader.of(mailbox);

        mailbox.close();
        Message message = Traffic.ping(client, client);
        exchange().send(message);

        assertThat(reader.failure()).isInstanceOf(MailboxClosedException.class);
        assertThat(exchange().getMailbox(client).receive(Traffic.ARRIVAL)).isEqualTo(message);
    }

    @Test
    default void closingAMailboxLeavesOtherReadersAlone() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        WaitingReader other = WaitingReader.of(exchange().getMailbox(client));

        mailbox.close();
        Message message = Traffic.ping(client, client);
        exchange().send(message);

        assertThat(other.message()).isEqualTo(message);
    }

    @Test
    default void terminationEndsEveryWaitingReader() throws Exception {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = exchange().getMailbox(agent);
        WaitingReader one = WaitingReader.of(mailbox);
        WaitingReader sameMailbox = WaitingReader.of(mailbox, Duration.ofMinutes(5));
        WaitingReader other = WaitingReader.of(exchange().getMailbox(agent));
        WaitingReader elsewhere = WaitingReader.of(secondExchange().getMailbox(agent));

        exchange().terminate(agent);

        assertThat(one.failure()).isInstanceOf(MailboxTerminatedException.class);
        assertThat(sameMailbox.failure()).isInstanceOf(MailboxTerminatedException.class);
        assertThat(other.failure()).isInstanceOf(MailboxTerminatedException.class);
        assertThat(elsewhere.failure()).isInstanceOf(MailboxTerminatedException.class);
    }

    @Test
    default void interruptEndsAWaitingReaderAndTheMailboxGoesOn() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        WaitingReader reader = WaitingReader.of(mailbox);

        reader.interrupt();
        assertThat(reader.failure()).isInstanceOf(InterruptedException.class);
        Message message = Traffic.ping(client, client);
        exchange().send(message);

        assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(message);
    }

    @Test
    default void interruptEndsOnlyTheReaderOfThatThread() throws Exception {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        WaitingReader first = WaitingReader.of(mailbox);
        WaitingReader second = WaitingReader.of(mailbox);

        first.interrupt();
        assertThat(first.failure()).isInstanceOf(InterruptedException.class);
        Message message = Traffic.ping(client, client);
        exchange().send(message);

        assertThat(second.message()).isEqualTo(message);
    }

    @Test
    default void closedMailboxRefuses() {
        Mailbox mailbox = exchange().getMailbox(exchange().registerClient());
        mailbox.close();

        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(mailbox::receive);
        assertThatExceptionOfType(MailboxClosedException.class).isThrownBy(() -> mailbox.receive(Duration.ZERO));
        assertThatExceptionOfType(MailboxClosedException.class)
                .isThrownBy(() -> mailbox.receive(1, Duration.ofMillis(50)));
    }

    @Test
    default void closingAMailboxTwiceDoesNotTerminateIt() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        mailbox.close();
        mailbox.close();

        assertThat(exchange().status(client)).isEqualTo(MailboxStatus.ACTIVE);
        Message message = Traffic.ping(client, client);
        exchange().send(message);
        assertThat(Traffic.drain(exchange().getMailbox(client))).containsExactly(message);
    }

    @Test
    default void neitherCloseNorInterruptRacingWithASendLosesTheMessage() throws Exception {
        for (int round = 0; round < 60; round++) {
            ClientId client = exchange().registerClient();
            Mailbox mailbox = exchange().getMailbox(client);
            WaitingReader reader = WaitingReader.of(mailbox);
            Message message = Traffic.ping(client, client);

            Thread sender = new Thread(() -> exchange().send(message));
            sender.start();
            if (round % 2 == 0) {
                mailbox.close();
            } else {
                reader.interrupt();
            }
            sender.join();

            int received = reader.received();
            if (received == 0) {
                assertThat(exchange().getMailbox(client).receive(Traffic.ARRIVAL))
                        .isEqualTo(message);
            }
            assertThat(Traffic.drain(exchange().getMailbox(client))).isEmpty();
        }
    }
}
