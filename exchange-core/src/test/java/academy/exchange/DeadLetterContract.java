package academy.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of a message that cannot be handled, and how it comes back. */
interface DeadLetterContract extends ExchangeFixture {

    @Test
    default void rejectedMessageIsADeadLetter() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 2);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Instant before = Instant.now().minusSeconds(60);

        Taking.next(mailbox).acknowledgement().reject("it makes\nno sense");

        awaitDeadLetters(mailbox, 1);
        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).contains("it makes no sense").doesNotContain("\n");
            assertThat(letter.attempts()).isOne();
            assertThat(letter.time()).isBetween(before, Instant.now().plusSeconds(60));
            assertThat(letter.content().getBytes(UTF_8))
                    .isEqualTo(exchange().codec().encode(sent.get(0)));
        });
        mailbox.close();
        assertThat(Taking.rest(Taking.open(exchange(), agent))).containsExactly(sent.get(1));
    }

    private static void awaitDeadLetters(Mailbox mailbox, int count) {
        await().atMost(Traffic.ARRIVAL).until(() -> mailbox.deadLetters(100).size() == count);
    }

    @Test
    default void senderOfARejectedRequestGetsAnErrorThatSaysSo() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Taking.send(exchange(), client, agent, 1).get(0);

        Taking.next(Taking.open(exchange(), agent)).acknowledgement().reject("it makes no sense");

        Mailbox mailbox = exchange().getMailbox(client);
        assertIsRejected(mailbox.receive(Traffic.ARRIVAL), request, "it makes no sense");
        assertThat(Traffic.drain(mailbox)).isEmpty();
        // A cluster counts in a step of its own, after the one in which the answer arrives.
        await().atMost(Traffic.ARRIVAL).until(() -> exchange().stats(agent).inProgress() == 0);
    }

    private void assertIsRejected(Message answer, Message request, String reason) {
        assertThat(answer.header()).isEqualTo(request.header().reply());
        assertThat(answer.body()).isInstanceOfSatisfying(Response.ActionError.class, error -> assertThat(
                        exchange().codec().decodeFailure(error).message())
                .contains(reason));
    }

    @Test
    default void senderLearnsThatTheLastAttemptFailed() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Traffic.ping(client, agent);
        exchange().send(request);
        Mailbox mailbox =
                exchange().getMailbox(agent, DeliveryOptions.atLeastOnce().withMaxAttempts(2));

        Taking.next(mailbox).acknowledgement().retry(Duration.ZERO, "once");
        Taking.next(mailbox).acknowledgement().retry(Duration.ZERO, "twice");

        Mailbox answers = exchange().getMailbox(client);
        assertIsRejected(answers.receive(Traffic.ARRIVAL), request, "twice");
        assertThat(Traffic.drain(answers)).isEmpty();
    }

    @Test
    default void senderOfARejectedRequestThatWasAnsweredLearnsNothingMore() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Taking.send(exchange(), client, agent, 1).get(0);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Delivery delivery = Taking.next(mailbox);
        exchange().send(Traffic.success(request));

        delivery.acknowledgement().reject("too late");
        awaitDeadLetters(mailbox, 1);

        assertThat(Taking.rest(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void rejectedResponseIsADeadLetterAndAnsweredByNobody() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        exchange().send(Traffic.success(Traffic.ping(client, agent)));
        Mailbox mailbox = Taking.open(exchange(), client);

        Taking.next(mailbox).acknowledgement().reject("nobody asked");
        awaitDeadLetters(mailbox, 1);

        assertThat(Taking.rest(exchange().getMailbox(agent))).isEmpty();
        assertThat(Taking.rest(mailbox)).isEmpty();
    }

    @Test
    default void redrivePutsTheOldestBackToTheEndAndTheirAttemptsCountAnew() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = new ArrayList<>(Taking.send(exchange(), client, agent, 1));
        Mailbox mailbox = Taking.open(exchange(), agent);
        Taking.next(mailbox).acknowledgement().retry(Duration.ZERO, "not yet");
        Taking.next(mailbox).acknowledgement().reject("no sense in 0");
        awaitDeadLetters(mailbox, 1);
        sent.addAll(Taking.send(exchange(), client, agent, 3));
        for (int i = 1; i < 3; i++) {
            Taking.next(mailbox).acknowledgement().reject("no sense in " + i);
            awaitDeadLetters(mailbox, i + 1);
        }

        assertThat(mailbox.redrive(2)).isEqualTo(2);

        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> assertThat(letter.reason())
                .contains("no sense in 2"));
        List<Delivery> taken = Taking.next(mailbox, 3);
        assertThat(Taking.messages(taken)).containsExactly(sent.get(3), sent.get(0), sent.get(1));
        assertThat(taken).extracting(each -> each.acknowledgement().attempt()).containsExactly(1, 1, 1);
        assertThat(mailbox.redrive(10)).isOne();
        assertThat(mailbox.redrive(10)).isZero();
        assertThat(Taking.next(mailbox).message()).isEqualTo(sent.get(2));
    }

    @Test
    default void redrivenRequestComesAgainUntilItIsSettledAndItsAskerHearsNoMore() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Taking.send(exchange(), client, agent, 1).get(0);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Taking.next(mailbox).acknowledgement().reject("it makes no sense");
            awaitDeadLetters(mailbox, 1);
            assertIsRejected(exchange().getMailbox(client).receive(Traffic.ARRIVAL), request, "it makes no sense");
            assertThat(mailbox.redrive(1)).isOne();
            assertThat(Taking.next(mailbox).message()).isEqualTo(request);
        }

        Mailbox again = Taking.open(exchange(), agent);
        assertThat(Taking.next(again).message()).isEqualTo(request);
        exchange().send(Traffic.success(request));

        assertThat(Taking.rest(exchange().getMailbox(client))).isEmpty();
    }

    @Test
    default void anyReaderMayRedriveAndAWaitingOneGetsIt() throws Exception {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message sent = Taking.send(exchange(), client, agent, 1).get(0);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Taking.next(mailbox).acknowledgement().reject("it makes no sense");
        awaitDeadLetters(mailbox, 1);
        WaitingReader waiting = WaitingReader.of(Taking.open(secondExchange(), agent));

        assertThat(exchange().getMailbox(agent).redrive(5)).isOne();

        assertThat(waiting.message()).isEqualTo(sent);
    }

    @Test
    default void largeMessageIsRedrivenWhole() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        String text = "[\"" + "x".repeat(200_000) + "\"]";
        Message large =
                Message.request(client, agent, new Request.Action("big", Serialization.JSON, text, "{}", null, null));
        exchange().send(large);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Taking.next(mailbox).acknowledgement().reject("it is too long");
        awaitDeadLetters(mailbox, 1);

        assertThat(mailbox.redrive(1)).isOne();

        assertThat(Taking.next(mailbox).message()).isEqualTo(large);
    }

    @Test
    default void unreadableLettersAreRedrivenUnlessTheyWereCutOff() throws InterruptedException {
        AgentId agent = exchange().registerAgent(Object.class);
        Mailbox mailbox = Taking.open(exchange(), agent);
        putRaw(agent, "x".repeat(2 * 1024 * 1024).getBytes(UTF_8));
        putRaw(agent, "short".getBytes(UTF_8));
        assertThat(mailbox.take(1, Duration.ZERO)).isEmpty();
        awaitDeadLetters(mailbox, 2);

        assertThat(mailbox.redrive(10)).isOne();

        assertThat(mailbox.deadLetters(10)).singleElement().satisfies(letter -> assertThat(letter.content())
                .startsWith("xxx"));
        assertThat(mailbox.take(1, Duration.ZERO)).isEmpty();
        awaitDeadLetters(mailbox, 2);
        assertThat(mailbox.deadLetters(1).get(0).content()).isEqualTo("short");
    }

    @Test
    default void redriveKnowsTheStateOfTheMailbox() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 1);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Taking.next(mailbox).acknowledgement().reject("it makes no sense");
        awaitDeadLetters(mailbox, 1);

        assertThat(mailbox.redrive(0)).isZero();
        exchange().terminate(agent);
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> mailbox.redrive(1))
                .satisfies(e -> assertThat(e.id()).isEqualTo(agent));
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> Taking.open(exchange(), AgentId.random()).redrive(1));
    }

    @Test
    default void deadLettersAreCountedFromTheNewest() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        for (int i : IntStream.range(0, 3).toArray()) {
            Taking.next(mailbox).acknowledgement().reject("no sense in " + i);
            awaitDeadLetters(mailbox, i + 1);
        }

        assertThat(mailbox.deadLetters(2))
                .extracting(DeadLetter::reason)
                .satisfiesExactly(newest -> assertThat(newest).contains("no sense in 2"), older -> assertThat(older)
                        .contains("no sense in 1"));
        assertThat(mailbox.deadLetters(0)).isEmpty();
    }
}
