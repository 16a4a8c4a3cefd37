package academy.exchange;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is tried again, when, and how often. */
interface AttemptsContract extends ExchangeFixture {

    @Test
    default void attemptsCountUpOnRetry() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message sent = Taking.send(exchange(), client, agent, 1).get(0);
        Mailbox mailbox = Taking.open(exchange(), agent);
        for (int attempt = 1; attempt <= 4; attempt++) {
            Delivery delivery = Taking.next(mailbox);
            assertThat(delivery.message()).isEqualTo(sent);
            assertThat(delivery.acknowledgement().attempt()).isEqualTo(attempt);
            delivery.acknowledgement().retry(Duration.ZERO, "not yet");
        }

        assertThat(Taking.next(Taking.open(secondExchange(), agent))
                        .acknowledgement()
                        .attempt())
                .isEqualTo(5);
    }

    @Test
    default void attemptsDoNotCountUpOnClose() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 2);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Taking.next(mailbox).acknowledgement().retry(Duration.ZERO, "not yet");
        }
        for (int round = 0; round < 7; round++) {
            try (Mailbox mailbox = Taking.open(exchange(), agent)) {
                assertThat(Taking.next(mailbox, 2))
                        .extracting(each -> each.acknowledgement().attempt())
                        .containsExactly(2, 1);
            }
        }
    }

    @Test
    default void messagesAreToldApartWhateverTheyHaveInCommon() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Delivery> taken = Taking.next(mailbox, 3);

        taken.get(1).acknowledgement().retry(Duration.ZERO, "not yet");

        Delivery again = Taking.next(mailbox);
        assertThat(again.message()).isEqualTo(sent.get(1));
        assertThat(again.acknowledgement().attempt()).isEqualTo(2);
        assertThat(Taking.rest(mailbox)).isEmpty();
    }

    @Test
    default void retryAtOnceComesAheadOfThoseThatWait() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Delivery first = Taking.next(mailbox);

        first.acknowledgement().retry(Duration.ZERO, "not yet");
        mailbox.close();

        assertThat(Taking.messages(Taking.next(Taking.open(exchange(), agent), 3)))
                .isEqualTo(sent);
    }

    @Test
    default void pausedMessageComesNotBeforeItsPauseIsOverAndThenAheadOfThoseThatWait() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 4);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Duration pause = Duration.ofMillis(700);
        long start = System.nanoTime();
        Taking.next(mailbox).acknowledgement().retry(pause, "not yet");

        Delivery second = Taking.next(mailbox);
        assertThat(second.message()).isEqualTo(sent.get(1));
        second.acknowledgement().acknowledge();
        await().until(() -> System.nanoTime() - start > pause.plusMillis(300).toNanos());

        assertThat(Taking.messages(Taking.next(mailbox, 3))).containsExactly(sent.get(0), sent.get(2), sent.get(3));
    }

    @Test
    default void waitingReaderGetsAPausedMessageWhenItsPauseIsOver() throws Exception {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message sent = Taking.send(exchange(), client, agent, 1).get(0);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Delivery delivery = Taking.next(mailbox);
        WaitingReader waiting = WaitingReader.of(Taking.open(secondExchange(), agent));
        long start = System.nanoTime();
        Duration pause = Duration.ofMillis(500);

        delivery.acknowledgement().retry(pause, "not yet");

        assertThat(waiting.message()).isEqualTo(sent);
        // The store's clock and ours may differ by some milliseconds in how long that was.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(pause.minusMillis(100));
    }

    @Test
    default void pauseOutlivesItsReader() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message sent = Taking.send(exchange(), client, agent, 1).get(0);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Taking.next(mailbox).acknowledgement().retry(Duration.ofMillis(500), "not yet");
        }

        Mailbox again = Taking.open(exchange(), agent);
        assertThat(again.take(1, Duration.ZERO)).isEmpty();
        Delivery delivery = Taking.next(again);
        assertThat(delivery.message()).isEqualTo(sent);
        assertThat(delivery.acknowledgement().attempt()).isEqualTo(2);
    }

    @Test
    default void pausesMayBeLongerThanAnybodyLives() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Delivery> taken = Taking.next(mailbox, 3);

        taken.get(0).acknowledgement().retry(Duration.ofSeconds(Long.MAX_VALUE), "never");
        taken.get(1).acknowledgement().retry(Duration.ofSeconds(Long.MIN_VALUE), "at once");

        assertThat(Taking.rest(mailbox)).containsExactly(sent.get(1));
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(3, 0, 3, 0, 0));
    }

    @Test
    default void urgentMessageIsTriedAgainAsOne() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message ping = Traffic.ping(client, agent);
        exchange().sendAll(List.of(Traffic.action(client, agent, "go"), ping));
        Mailbox mailbox = Taking.open(exchange(), agent);
        Set<Urgency> all = EnumSet.allOf(Urgency.class);

        mailbox.receiveUrgent(all).deliveries().get(0).acknowledgement().retry(Duration.ZERO, "not yet");

        await().atMost(Traffic.ARRIVAL)
                .until(
                        () -> mailbox.receiveUrgent(all).deliveries(),
                        found -> found.size() == 1
                                && found.get(0).message().equals(ping)
                                && found.get(0).acknowledgement().attempt() == 2);
    }

    @Test
    default void lastAttemptThatFailsMakesADeadLetter() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 1);
        Mailbox mailbox =
                exchange().getMailbox(agent, DeliveryOptions.atLeastOnce().withMaxAttempts(3));
        for (int attempt = 1; attempt <= 3; attempt++) {
            Delivery delivery = Taking.next(mailbox);
            assertThat(delivery.message()).isEqualTo(sent.get(0));
            delivery.acknowledgement().retry(Duration.ZERO, "failed for time " + attempt);
        }

        await().atMost(Traffic.ARRIVAL).until(() -> !mailbox.deadLetters(10).isEmpty());
        assertThat(Taking.rest(mailbox)).isEmpty();
        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains("failed for time 3").doesNotContain("\n");
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.content().getBytes(UTF_8))
                    .isEqualTo(exchange().codec().encode(sent.get(0)));
        });
    }
}
