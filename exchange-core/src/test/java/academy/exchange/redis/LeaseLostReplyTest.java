package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.script.RedisScript;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Redis did what it was told, and nobody learned of it: nothing is lost by that, and nothing is done twice. */
class LeaseLostReplyTest extends LeasedReading {

    private CuttingProxy proxy;
    private RedisExchange cut;
    private LeasedMailbox mailbox;

    @Override
    DeliveryOptions options() {
        return super.options().withRecoveryTime(Duration.ofSeconds(20));
    }

    @BeforeEach
    void connectThroughProxy() throws Exception {
        proxy = new CuttingProxy(redis.port());
        cut = RedisExchange.builder(TestRedis.factory("127.0.0.1", proxy.port()), redis.codec())
                .keyPrefix(prefix)
                .build();
        mailbox = reader(cut);
        List.of(
                        LeaseScripts.TAKE,
                        LeaseScripts.ACK,
                        LeaseScripts.RETRY,
                        LeaseScripts.REJECT,
                        LeaseScripts.RENEW,
                        LeaseScripts.RELEASE,
                        QueueScripts.SIFT,
                        Scripts.SEND_RESPONSE)
                .forEach(script -> redis.commands().scriptLoad(script.getScriptAsString()));
    }

    @AfterEach
    void disconnectFromProxy() throws IOException {
        cut.close();
        proxy.close();
    }

    private void cutNext(RedisScript<?> script) {
        proxy.cutReplyTo(script);
    }

    private void cutReplyWasLost() {
        await().atMost(SOON).until(() -> proxy.cuts() == 1);
    }

    @Test
    void takeIsRepeatedWithTheSameMessages() throws Exception {
        ask(1, 5);
        assertThat(numbers(mailbox.take(1, Duration.ZERO))).containsExactly(1);
        cutNext(LeaseScripts.TAKE);

        assertThatExceptionOfType(ExchangeUnavailableException.class).isThrownBy(() -> mailbox.take(2, Duration.ZERO));

        assertThat(held()).isEqualTo(3);
        assertThat(numbers(mailbox.take(1, Duration.ZERO))).containsExactly(2);
        assertThat(numbers(mailbox.take(5, Duration.ZERO))).containsExactly(3);
        assertThat(numbers(mailbox.take(5, Duration.ZERO))).containsExactly(4, 5);
    }

    @Test
    void whatAReaderDoesNotKnowThatItHoldsIsOthersThoughItsProcessLives() throws Exception {
        DeliveryOptions soon = options().withRecoveryTime(Duration.ofSeconds(1));
        Mailbox forgetful = cut.getMailbox(agent, soon);
        assertThat(forgetful.take(1, Duration.ZERO)).isEmpty();
        ask(1, 2);
        cutNext(LeaseScripts.TAKE);

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> forgetful.take(2, Duration.ZERO));

        assertThat(held()).isEqualTo(2);
        assertThat(numbers(take(second.getMailbox(agent, soon), 2))).containsExactly(1, 2);
        assertThat(forgetful.take(2, Duration.ZERO)).isEmpty();
    }

    @Test
    void urgentMessagesAreFoundAgainToo() throws Exception {
        ask(1, 2);
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);
        mailbox.take(1, Duration.ZERO);
        cutNext(QueueScripts.SIFT);

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> mailbox.receiveUrgent(Set.of(Urgency.CONTROL)));

        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(ping);
        assertThat(numbers(mailbox.take(5, Duration.ZERO))).containsExactly(2);
    }

    @Test
    void acknowledgementIsRepeated() throws Exception {
        ask(1, 2);
        List<Delivery> taken = take(mailbox, 2);
        cutNext(LeaseScripts.ACK);

        acknowledge(taken);

        cutReplyWasLost();
        mailbox.close();
        assertThat(held()).isZero();
        assertThat(queued()).isZero();
    }

    @Test
    void acknowledgementsAreKeptWhileRedisIsAway() throws Exception {
        ask(1, 200);
        List<Delivery> taken = take(mailbox, 200);
        proxy.goAway();

        acknowledge(taken);
        assertThat(held()).isEqualTo(200);
        proxy.comeBack();

        await().atMost(Duration.ofSeconds(20)).until(() -> held() == 0);
    }

    @Test
    void failedAttemptIsCountedOnce() throws Exception {
        ask(1, 1);
        Delivery delivery = take(mailbox, 1).get(0);
        cutNext(LeaseScripts.RETRY);

        delivery.acknowledgement().retry(Duration.ZERO, "no");

        cutReplyWasLost();
        Delivery again = takeAgain();
        assertThat(again.acknowledgement().attempt()).isEqualTo(2);
        assertThat(queued()).isZero();
    }

    @Test
    void rejectedMessageIsOneDeadLetter() throws Exception {
        ask(1, 1);
        Delivery delivery = take(mailbox, 1).get(0);
        cutNext(LeaseScripts.REJECT);

        delivery.acknowledgement().reject("no");

        cutReplyWasLost();
        await().atMost(SOON)
                .until(() -> exchange.getMailbox(agent).deadLetters(5).size() == 1);
        assertThat(held() + queued()).isZero();
    }

    @Test
    void senderOfARequestIsToldThatItWasPutAsideThoughTheReplyWasLost() throws Exception {
        ask(1, 1);
        Delivery delivery = take(mailbox, 1).get(0);
        cutNext(LeaseScripts.REJECT);

        delivery.acknowledgement().reject("no");

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(1, SOON)).hasSize(1);
        }
        assertThat(proxy.cuts()).isEqualTo(1);
    }

    @Test
    void senderOfWhatItsReaderDiedOfIsToldThoughTheReplyOfTheRecoveryWasLost() throws Exception {
        ask(1, 1);
        LeasedMailbox dying = reader(second);
        take(dying, 1);
        dying.die();
        endLeases();
        Mailbox finding = cut.getMailbox(agent, options().withMaxAttempts(1));
        cutNext(LeaseScripts.RENEW);
        assertThatExceptionOfType(ExchangeUnavailableException.class).isThrownBy(() -> finding.take(1, Duration.ZERO));
        assertThat(finding.deadLetters(5)).hasSize(1);

        finding.take(1, Duration.ZERO);

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(5, SOON)).hasSize(1);
            assertThat(answers.receive(5, Duration.ofMillis(300))).isEmpty();
        }
    }

    @Test
    void leaseBeginsAnewWhenItsFirstReplyIsLost() throws Exception {
        ask(1, 1);
        cutNext(LeaseScripts.RENEW);

        assertThatExceptionOfType(ExchangeUnavailableException.class).isThrownBy(() -> mailbox.take(1, Duration.ZERO));

        assertThat(numbers(mailbox.take(1, Duration.ZERO))).containsExactly(1);
    }

    @Test
    void givingBackIsRepeated() throws Exception {
        ask(1, 3);
        take(mailbox, 2);
        cutNext(LeaseScripts.RELEASE);

        mailbox.close();

        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(numbers(reader(exchange).take(5, Duration.ZERO))).containsExactly(1, 2, 3);
    }

    @Test
    void answerIsRepeatedOnce() throws Exception {
        ask(1, 1);
        Delivery delivery = take(mailbox, 1).get(0);
        cutNext(Scripts.SEND_RESPONSE);

        cut.send(delivery.message().reply(new Response.Success()));

        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(redis.commands().llen(keys.queue(client))).isEqualTo(1);
        assertThat(exchange.stats(agent).completed()).isEqualTo(1);
    }

    @Test
    void peekWhoseReplyIsLostLosesNothing() throws Exception {
        mailbox.take(1, Duration.ZERO);
        proxy.cutReplyTo("BLMOVE");
        ask(1, 1);
        redis.commands().del(keys.queue(agent));
        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> mailbox.take(1, Duration.ofSeconds(1)));

        ask(2, 2);

        assertThat(numbers(mailbox.take(1, Duration.ZERO))).containsExactly(2);
    }

    private Delivery takeAgain() throws InterruptedException {
        List<Delivery> again = mailbox.take(1, Duration.ofMillis(500));
        while (again.isEmpty()) {
            again = mailbox.take(1, Duration.ofMillis(500));
        }
        return again.get(0);
    }
}
