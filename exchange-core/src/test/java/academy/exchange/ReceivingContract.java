package academy.exchange;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How a mailbox is read while nobody disturbs. */
interface ReceivingContract extends ExchangeFixture {

    @Test
    default void mailboxKnowsItsOwnerAndItsExchange() {
        ClientId client = exchange().registerClient();

        Mailbox mailbox = exchange().getMailbox(client);

        assertThat(mailbox.mailboxId()).isEqualTo(client);
        assertThat(mailbox.exchange()).isSameAs(exchange());
        assertThat(mailbox.toString()).contains(client.uid().toString());
    }

    @Test
    default void emptyMailboxTimesOutAndSaysWhose() {
        ClientId client = exchange().registerClient();
        Duration timeout = Duration.ofMillis(50);

        assertThatExceptionOfType(ExchangeTimeoutException.class)
                .isThrownBy(() -> exchange().getMailbox(client).receive(timeout))
                .withMessageContaining(client.uid().toString())
                .withMessageContaining("50 ms")
                .satisfies(e -> assertThat(e.timeout()).isEqualTo(timeout));
    }

    @Test
    default void oneMillisecondIsNotForever() {
        ClientId client = exchange().registerClient();

        assertThatExceptionOfType(ExchangeTimeoutException.class)
                .isThrownBy(() -> exchange().getMailbox(client).receive(Duration.ofMillis(1)));
        assertThatExceptionOfType(ExchangeTimeoutException.class)
                .isThrownBy(() -> exchange().getMailbox(client).receive(Duration.ofNanos(1)));
    }

    @Test
    default void zeroOrLessLooksOnce() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        Message message = Traffic.ping(client, client);

        assertThatExceptionOfType(ExchangeTimeoutException.class).isThrownBy(() -> mailbox.receive(Duration.ZERO));
        exchange().send(message);
        assertThat(mailbox.receive(Duration.ZERO)).isEqualTo(message);
        assertThatExceptionOfType(ExchangeTimeoutException.class)
                .isThrownBy(() -> mailbox.receive(Duration.ofSeconds(-1)));
    }

    @Test
    default void timeoutsBeyondAnyClockWait() throws Exception {
        ClientId client = exchange().registerClient();
        WaitingReader reader = WaitingReader.of(exchange().getMailbox(client), Duration.ofSeconds(Long.MAX_VALUE));
        Message message = Traffic.ping(client, client);

        exchange().send(message);

        assertThat(reader.message()).isEqualTo(message);
    }

    @Test
    default void waitingReaderGetsWhatIsSentMeanwhile() throws Exception {
        ClientId client = exchange().registerClient();
        WaitingReader reader = WaitingReader.of(exchange().getMailbox(client));
        Message message = Traffic.ping(client, client);

        secondExchange().send(message);

        assertThat(reader.message()).isEqualTo(message);
    }

    @Test
    default void batchTakesWhatIsThereUpToItsSize() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(Traffic.action(client, client, "go" + i));
        }
        exchange().sendAll(sent);

        assertThat(mailbox.receive(3, Traffic.ARRIVAL)).isEqualTo(sent.subList(0, 3));
        assertThat(mailbox.receive(3, Traffic.ARRIVAL)).isEqualTo(sent.subList(3, 5));
        assertThat(mailbox.receive(3, Duration.ofMillis(20))).isEmpty();
        assertThat(mailbox.receive(3, Duration.ZERO)).isEmpty();
    }

    @Test
    default void batchOfNoneIsRefused() {
        Mailbox mailbox = exchange().getMailbox(exchange().registerClient());

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> mailbox.receive(0, Duration.ZERO));
    }

    @Test
    default void messagesWaitForTheirReader() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Message first = Traffic.action(client, client, "first");
        Message second = Traffic.action(client, client, "second");
        exchange().send(first);
        exchange().send(second);

        try (Mailbox mailbox = exchange().getMailbox(client)) {
            assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(first);
        }
        try (Mailbox mailbox = secondExchange().getMailbox(client)) {
            assertThat(mailbox.receive(Traffic.ARRIVAL)).isEqualTo(second);
        }
    }

    @Test
    default void mailboxWithoutBadMessagesHasNoDeadLetters() throws InterruptedException {
        ClientId client = exchange().registerClient();
        Mailbox mailbox = exchange().getMailbox(client);
        exchange().send(Traffic.ping(client, client));
        Traffic.drain(mailbox);

        assertThat(mailbox.deadLetters(10)).isEmpty();
    }
}
