package academy.exchange.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.ZAddArgs;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What goes wrong with one message, or once, does no harm to the others of its reader. */
class LeaseHarmTest extends LeasedReading {

    @Override
    DeliveryOptions options() {
        return super.options().withRecoveryTime(Duration.ofSeconds(20));
    }

    @Test
    void endlessPauseKeepsNothingElseFromBeingSettled() throws Exception {
        ask(1, 2);
        List<Delivery> taken = take(reader(exchange), 2);

        taken.get(0).acknowledgement().retry(ChronoUnit.FOREVER.getDuration(), "never again");
        taken.get(1).acknowledgement().acknowledge();

        await().atMost(SOON).until(() -> held() == 0);
        assertThat(redis.commands().zcard(keys.pausing(agent))).isEqualTo(1);
    }

    @Test
    void takeThatWasHeldUpOnItsWayTakesNothing() throws Exception {
        ask(1, 4);
        LeasedMailbox mailbox = reader(exchange);
        acknowledge(take(mailbox, 2));
        await().atMost(SOON).until(() -> held() == 0);
        String name = reader();

        Object reply = evaluate(
                LeaseScripts.TAKE.getScriptAsString(),
                new LeaseKeys(keys, agent).of(name).toArray(String[]::new),
                name,
                "1",
                "2",
                "1000");

        assertThat(reply).isEqualTo(List.of(LeaseScripts.FENCED));
        assertThat(held()).isZero();
        assertThat(numbers(take(mailbox, 2))).containsExactly(3, 4);
    }

    @Test
    void lookThatWasHeldUpOnItsWayOverwritesNothing() throws Exception {
        ask(1, 2);
        LeasedMailbox mailbox = reader(exchange);
        Delivery first = take(mailbox, 2).get(0);
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);
        String name = reader();
        LeaseKeys lease = new LeaseKeys(keys, agent);
        String[] sifted = {
            keys.active(agent),
            keys.queue(agent),
            keys.open(agent),
            keys.withdrawn(agent),
            keys.ended(agent),
            keys.readers(agent),
            lease.taken(name),
            lease.numbers(name)
        };

        evaluate(
                QueueScripts.SIFT.getScriptAsString(),
                sifted,
                "",
                "0",
                "1",
                "1",
                "60000",
                keys.requests(agent),
                "1",
                name,
                "1");

        assertThat(mailbox.receiveUrgent(Set.of(Urgency.CONTROL)).messages()).containsExactly(ping);
        first.acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> held() == 2);
        mailbox.close();
        assertThat(take(reader(second), 2)).hasSize(2);
    }

    @Test
    void messagesAreHandedOutAgainWhenMemoryRanOutAmongThem() throws Exception {
        ask(1, 4);
        AtomicInteger untilFull = new AtomicInteger(3);
        try (RedisExchange poor = RedisExchange.builder(TestRedis.factory("127.0.0.1", redis.port()), codec(untilFull))
                .keyPrefix(prefix)
                .build()) {
            LeasedMailbox mailbox = reader(poor);

            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> mailbox.take(4, Duration.ZERO));

            List<Delivery> taken = take(mailbox, 4);
            assertThat(numbers(taken)).containsExactly(1, 2, 3, 4);
            acknowledge(taken);
            await().atMost(SOON).until(() -> held() == 0);
        }
    }

    @Test
    void answerIsKeptUntilItsRequestIsAcknowledged() throws Exception {
        ask(1, 1);
        Delivery delivery = take(reader(exchange), 1).get(0);
        exchange.send(delivery.message().reply(new Response.Success()));
        String reply = keys.reply(agent, delivery.message().tag());
        assertThat(redis.commands().exists(reply)).isEqualTo(1);

        delivery.acknowledgement().acknowledge();

        await().atMost(SOON).until(() -> redis.commands().exists(reply) == 0);
        assertThat(held()).isZero();
    }

    @Test
    void acknowledgementOfAZombieLeavesTheAnswerThatOthersKeep() throws Exception {
        ask(1, 1);
        LeasedMailbox zombie = reader(exchange);
        Delivery stale = take(zombie, 1).get(0);
        loseLease();
        Delivery fresh = take(reader(second), 1).get(0);
        second.send(fresh.message().reply(new Response.Success()));

        stale.acknowledgement().acknowledge();
        exchange.calls()
                .run("wait for it", LeaseScripts.ACK, new LeaseKeys(keys, agent).of("nobody"), "nobody".getBytes(UTF_8))
                .join();

        assertThat(redis.commands().exists(keys.reply(agent, fresh.message().tag())))
                .isEqualTo(1);
    }

    @Test
    void lateAnswerIsDroppedThoughTheSameExchangeHandledTheRequestAgain() throws Exception {
        ask(1, 1);
        LeasedMailbox mailbox = reader(exchange);
        Delivery stale = take(mailbox, 1).get(0);
        loseLease();
        Delivery fresh = take(mailbox, 1).get(0);
        Message answer = fresh.message().reply(new Response.Success());
        exchange.send(answer);
        fresh.acknowledgement().acknowledge();
        await().atMost(SOON).until(() -> held() == 0);
        redis.commands().del(keys.sent(answer));

        exchange.send(stale.message().reply(exchange.codec().encodeResult("other")));

        try (Mailbox answers = exchange.getMailbox(client)) {
            assertThat(answers.receive(5, SOON)).containsExactly(answer);
            assertThat(answers.receive(5, Duration.ofMillis(50))).isEmpty();
        }
    }

    @Test
    void oneCallTakesNoMoreThanAThousandInEitherMode() throws Exception {
        exchange.sendAll(IntStream.range(0, 2_500).mapToObj(this::question).toList());

        assertThat(reader(exchange).take(2_500, Duration.ZERO)).hasSize(1_000);
        try (Mailbox once = exchange.getMailbox(agent)) {
            assertThat(once.receive(2_500, Duration.ZERO)).hasSize(1_000);
            assertThat(once.receive(2_500, Duration.ZERO)).hasSize(500);
        }
    }

    /** Some other reader finds that it is over, unless it was renewed just before. */
    private void loseLease() {
        byte[] name = reader().getBytes(UTF_8);
        await().atMost(SOON).until(() -> {
            redis.commands().zadd(keys.readers(agent), ZAddArgs.Builder.xx(), 1, name);
            try (LeasedMailbox other = reader(second)) {
                other.receiveUrgent(Set.of());
            }
            return redis.commands().zscore(keys.readers(agent), name) == null;
        });
    }

    private String reader() {
        return new String(redis.commands().zrange(keys.readers(agent), 0, 0).get(0), UTF_8);
    }

    private Object evaluate(String script, String[] of, String... arguments) {
        byte[][] bytes =
                Arrays.stream(arguments).map(each -> each.getBytes(UTF_8)).toArray(byte[][]::new);
        return redis.commands().eval(script, ScriptOutputType.MULTI, of, bytes);
    }

    /** Runs out of memory once, at the message with this number. */
    private MessageCodec codec(AtomicInteger untilFull) {
        return (MessageCodec) Proxy.newProxyInstance(
                MessageCodec.class.getClassLoader(),
                new Class<?>[] {MessageCodec.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("decode") && untilFull.decrementAndGet() == 0) {
                        throw new OutOfMemoryError("for now");
                    }
                    try {
                        return method.invoke(redis.codec(), arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }
}
