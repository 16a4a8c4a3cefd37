package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How a queue in Redis is searched for what is urgent: at what price, and what happens to all the rest. */
@Timeout(120)
class QueueSiftTest {

    private static final Set<Urgency> ALL = EnumSet.allOf(Urgency.class);
    private static final int LONG = 20_000;

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own();
        exchange = redis.exchange().unavailableAfter(Duration.ZERO).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(QueueSiftTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    @Test
    void lookWhereNothingCameIsOneCommandAndFetchesNextToNothing() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.receiveUrgent(ALL);
        assertThat(scriptsOf(() -> mailbox.receiveUrgent(ALL))).isEqualTo(1);
        assertThat(redis.calls("lrange")).isZero();

        exchange.sendAll(actions(2_000));
        mailbox.receiveUrgent(ALL);
        assertThat(scriptsOf(() -> mailbox.receiveUrgent(ALL))).isEqualTo(1);
        assertThat(redis.calls("lrange")).isEqualTo(1);
    }

    @Test
    void whatWasSeenIsNotLookedAtAgainThoughOthersTookFromTheFront() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        exchange.sendAll(actions(LONG));
        assertThat(scriptsOf(() -> mailbox.receiveUrgent(ALL))).isBetween(LONG / 600L, LONG / 500L + 2);
        redis.commands().lpop("queue:" + agent.uid(), 100);
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);

        redis.commands().configResetstat();
        assertThat(mailbox.receiveUrgent(ALL).messages()).containsExactly(ping);
        assertThat(redis.calls("lrange")).isLessThan(10);
    }

    @Test
    void largeMessagesAreLookedAtFewAtATime() throws InterruptedException {
        Request.Action large = exchange.codec().encodeAction("go", List.of("x".repeat(200_000)), Map.of());
        for (int i = 0; i < 100; i++) {
            exchange.send(Message.request(client, agent, large));
        }
        Message ping = Message.request(client, agent, new Request.Ping());
        exchange.send(ping);
        Mailbox mailbox = exchange.getMailbox(agent);

        redis.commands().configResetstat();
        assertThat(mailbox.receiveUrgent(ALL).messages()).containsExactly(ping);
        assertThat(redis.calls("evalsha") + redis.calls("eval")).isBetween(15L, 30L);
    }

    @Test
    void messagesPutBackInFrontLoseNothing() throws InterruptedException {
        List<Message> actions = actions(1_200);
        exchange.sendAll(actions);
        Mailbox mailbox = exchange.getMailbox(agent);
        assertThat(mailbox.receiveUrgent(ALL).messages()).isEmpty();
        Message response = Message.request(agent, client, new Request.Ping()).reply(new Response.Success());
        redis.commands()
                .lpush(
                        "queue:" + agent.uid(),
                        exchange.codec().encode(actions(1).get(0)));
        exchange.send(response);

        assertThat(mailbox.receiveUrgent(ALL).messages()).containsExactly(response);
        assertThat(redis.commands().llen("queue:" + agent.uid())).isEqualTo(1_201);
    }

    @Test
    void lookTellsThatTheMailboxVanished() {
        Mailbox mailbox = exchange.getMailbox(agent);
        redis.commands().flushall();

        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(() -> mailbox.receiveUrgent(ALL));
    }

    @Test
    void everyMessageIsReceivedOnceWhileReadersSiftAndTakeAndSendersSend() throws Exception {
        List<Message> queued = new ArrayList<>(actions(LONG));
        Message last = Message.request(client, agent, new Request.Ping());
        queued.add(last);
        exchange.sendAll(queued);
        Queue<Message> received = new ConcurrentLinkedQueue<>();
        Queue<Message> sent = new ConcurrentLinkedQueue<>(queued);
        AtomicBoolean sending = new AtomicBoolean(true);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (RedisExchange other = redis.exchange().build()) {
            List<Future<?>> senders = List.of(
                    threads.submit(() -> sendMixed(exchange, sent)), threads.submit(() -> sendMixed(other, sent)));
            List<Future<?>> readers = List.of(
                    threads.submit(sifting(exchange, received, sending)),
                    threads.submit(sifting(other, received, sending)),
                    threads.submit(taking(exchange, received, sending)),
                    threads.submit(taking(other, received, sending)));
            for (Future<?> sender : senders) {
                sender.get(60, TimeUnit.SECONDS);
            }
            sending.set(false);
            for (Future<?> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(received).hasSameSizeAs(sent);
        assertThat(tags(received)).isEqualTo(tags(sent)).contains(last.tag());
        assertThat(redis.commands().llen("queue:" + agent.uid())).isZero();
    }

    private void sendMixed(RedisExchange from, Queue<Message> sent) {
        for (int i = 0; i < 3_000; i++) {
            Message message =
                    switch (i % 4) {
                        case 0 -> Message.request(client, agent, new Request.Ping());
                        case 1 ->
                            Message.request(agent, client, new Request.Ping()).reply(new Response.Success());
                        default -> actions(1).get(0);
                    };
            sent.add(message);
            from.send(message);
        }
    }

    /** Looks for what is urgent as long as there are senders, and takes all the rest in the end. */
    private Callable<Void> sifting(RedisExchange exchange, Queue<Message> received, AtomicBoolean sending) {
        return () -> {
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                while (sending.get()) {
                    Urgent urgent = mailbox.receiveUrgent(ALL);
                    assertThat(urgent.messages()).noneMatch(message -> message.body() instanceof Request.Action);
                    received.addAll(urgent.messages());
                }
                drain(mailbox, received);
            }
            return null;
        };
    }

    private Callable<Void> taking(RedisExchange exchange, Queue<Message> received, AtomicBoolean sending) {
        return () -> {
            try (Mailbox mailbox = exchange.getMailbox(agent)) {
                for (int size = 1; sending.get(); size = size % 17 + 1) {
                    received.addAll(mailbox.receive(size, Duration.ofMillis(1)));
                }
                drain(mailbox, received);
            }
            return null;
        };
    }

    private static void drain(Mailbox mailbox, Queue<Message> received) throws InterruptedException {
        List<Message> some = mailbox.receive(500, Duration.ZERO);
        while (!some.isEmpty()) {
            received.addAll(some);
            some = mailbox.receive(500, Duration.ZERO);
        }
    }

    private List<Message> actions(int count) {
        Request.Action action = exchange.codec().encodeAction("go", List.of("some text"), Map.of());
        return IntStream.range(0, count)
                .mapToObj(i -> Message.request(client, agent, action))
                .toList();
    }

    private static Set<UUID> tags(Queue<Message> messages) {
        return messages.stream().map(Message::tag).collect(Collectors.toSet());
    }

    private long scriptsOf(Callable<?> action) throws InterruptedException {
        redis.commands().configResetstat();
        try {
            action.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return redis.calls("evalsha") + redis.calls("eval");
    }
}
