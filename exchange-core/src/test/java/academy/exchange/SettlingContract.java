package academy.exchange;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Who may say what becomes of a message, and that nobody is answered twice whatever they say. */
interface SettlingContract extends ExchangeFixture {

    @Test
    default void firstToSettleDecides() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Acknowledgement> taken =
                Taking.next(mailbox, 3).stream().map(Delivery::acknowledgement).toList();
        assertThat(taken).noneMatch(Acknowledgement::isSettled);

        taken.get(0).acknowledge();
        taken.get(1).reject("it makes no sense");
        taken.get(2).retry(Duration.ZERO, "not yet");
        assertThat(taken).allMatch(Acknowledgement::isSettled);
        taken.forEach(each -> {
            each.retry(Duration.ZERO, "second thoughts");
            each.acknowledge();
            each.reject("second thoughts");
        });

        assertThat(Taking.messages(Taking.next(mailbox, 1))).containsExactly(sent.get(2));
        assertThat(Taking.rest(mailbox)).isEmpty();
        mailbox.close();
        Mailbox again = Taking.open(exchange(), agent);
        assertThat(Taking.rest(again)).containsExactly(sent.get(2));
        assertThat(again.deadLetters(10)).singleElement().satisfies(letter -> assertThat(letter.reason())
                .contains("it makes no sense"));
        assertThat(Taking.rest(exchange().getMailbox(client))).hasSize(1);
    }

    @Test
    default void settlingAfterCloseDoesNothing() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Delivery> taken = Taking.next(mailbox, 3);
        mailbox.close();

        settleInEachWay(taken);
        List<Delivery> again = Taking.next(Taking.open(exchange(), agent), 3);
        assertThat(Taking.messages(again)).isEqualTo(sent);
        assertThat(again).extracting(each -> each.acknowledgement().attempt()).containsExactly(1, 1, 1);
        assertThat(exchange().getMailbox(agent).deadLetters(10)).isEmpty();
        assertThat(Taking.rest(exchange().getMailbox(client))).isEmpty();
    }

    private static void settleInEachWay(List<Delivery> three) {
        three.get(0).acknowledgement().acknowledge();
        three.get(1).acknowledgement().retry(Duration.ZERO, "too late");
        three.get(2).acknowledgement().reject("too late");
    }

    @Test
    default void whoeverHadAMessageBeforeCannotSettleItForOthers() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        Mailbox one = Taking.open(exchange(), agent);
        List<Delivery> before = Taking.next(one, 3);
        one.close();
        Mailbox other = Taking.open(secondExchange(), agent);
        Taking.next(other, 3);

        settleInEachWay(before);
        assertThat(Taking.rest(other)).isEmpty();
        other.close();

        Mailbox last = Taking.open(exchange(), agent);
        assertThat(Taking.rest(last)).isEqualTo(sent);
        assertThat(last.deadLetters(10)).isEmpty();
    }

    @Test
    default void terminationDiscardsWhatIsNotSettledAndAnswersItOnce() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 5);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Delivery> taken = Taking.next(mailbox, 4);
        taken.get(3).acknowledgement().retry(Duration.ofMillis(300), "not yet");

        exchange().terminate(agent);
        settleInEachWay(taken);
        mailbox.close();
        exchange().registerAgent(AgentRegistration.of(Object.class).withId(agent));

        Mailbox reopened = Taking.open(exchange(), agent);
        assertThat(reopened.take(1, Duration.ofMillis(500))).isEmpty();
        assertThat(reopened.deadLetters(10)).isEmpty();
        assertThat(Taking.rest(exchange().getMailbox(client)))
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(Traffic::terminatedAnswer).toList());
        assertThat(exchange().stats(agent)).isEqualTo(new MailboxStats(0, 0, 0, 0, 0));
    }

    @Test
    default void answeredRequestThatComesAgainIsNotHandedOut() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 3);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Taking.next(mailbox, 3);
            exchange().send(Traffic.success(sent.get(0)));
        }

        Mailbox again = Taking.open(secondExchange(), agent);
        assertThat(Taking.rest(again)).isEqualTo(sent.subList(1, 3));
        secondExchange().send(sent.get(0).reply(new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null)));
        assertThat(Taking.rest(exchange().getMailbox(client))).containsExactly(Traffic.success(sent.get(0)));
    }

    @Test
    default void answeredRequestIsNotTriedAgain() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 2);
        Mailbox mailbox = Taking.open(exchange(), agent);
        Delivery delivery = Taking.next(mailbox);
        exchange().send(Traffic.success(sent.get(0)));

        delivery.acknowledgement().retry(Duration.ZERO, "failed after the answer");

        assertThat(Taking.rest(mailbox)).containsExactly(sent.get(1));
        assertThat(Taking.rest(exchange().getMailbox(client))).containsExactly(Traffic.success(sent.get(0)));
    }

    @Test
    default void requestOfAForeignPeerIsNotHandledAgainEither() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        RawMessage raw = RawMessage.ping(client, agent);
        putRaw(agent, raw.bytes());
        Message request;
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            request = Taking.next(mailbox).message();
            assertThat(request.tag()).isEqualTo(raw.tag());
            exchange().send(Traffic.success(request));
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).isEmpty();
        assertThat(Taking.rest(exchange().getMailbox(client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void responseIsHandedOutAgainWhateverElseWasAnswered() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Message request = Taking.send(exchange(), client, agent, 1).get(0);
        exchange().send(Traffic.success(request));
        try (Mailbox mailbox = Taking.open(exchange(), client)) {
            assertThat(Taking.next(mailbox).message()).isEqualTo(Traffic.success(request));
        }

        assertThat(Taking.rest(Taking.open(exchange(), client))).containsExactly(Traffic.success(request));
    }

    @Test
    default void interruptLosesNothing() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        List<Message> sent = Taking.send(exchange(), client, agent, 2);
        try (Mailbox mailbox = Taking.open(exchange(), agent)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> mailbox.take(1, Duration.ofSeconds(10)));
            assertThat(Thread.interrupted()).isFalse();
            assertThat(Taking.next(mailbox).message()).isEqualTo(sent.get(0));
        }

        assertThat(Taking.rest(Taking.open(exchange(), agent))).isEqualTo(sent);
    }

    @Test
    default void settlingDoesNotMindAnInterrupt() throws InterruptedException {
        ClientId client = exchange().registerClient();
        AgentId agent = exchange().registerAgent(Object.class);
        Taking.send(exchange(), client, agent, 2);
        Mailbox mailbox = Taking.open(exchange(), agent);
        List<Delivery> taken = Taking.next(mailbox, 2);

        Thread.currentThread().interrupt();
        taken.get(0).acknowledgement().acknowledge();
        taken.get(1).acknowledgement().reject("it makes no sense");
        assertThat(Thread.interrupted()).isTrue();

        await().atMost(Traffic.ARRIVAL).until(() -> mailbox.deadLetters(10).size() == 1);
        mailbox.close();
        assertThat(Taking.rest(Taking.open(exchange(), agent))).isEmpty();
    }
}
