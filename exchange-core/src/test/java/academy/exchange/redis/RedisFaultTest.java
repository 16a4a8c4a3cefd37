package academy.exchange.redis;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.KillArgs;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What becomes of messages when the connection or the server fails at the worst moment. */
@Timeout(60)
class RedisFaultTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private TestRedis redis;
    private CuttingProxy proxy;
    private RedisExchange direct;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() throws IOException {
        redis = TestRedis.own();
        proxy = new CuttingProxy(redis.port());
        direct = redis.exchange().build();
        exchange = through(proxy, SOON);
        client = direct.registerClient();
        agent = direct.registerAgent(RedisFaultTest.class);
    }

    @AfterEach
    void disconnect() throws IOException {
        exchange.close();
        direct.close();
        proxy.close();
        redis.close();
    }

    private static RedisExchange through(CuttingProxy proxy, Duration operationTimeout) {
        return RedisExchange.builder(TestRedis.factory("127.0.0.1", proxy.port()), JsonMessageCodec.create())
                .operationTimeout(operationTimeout)
                .build();
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private long queued() {
        return redis.commands().llen("queue:" + agent.uid());
    }

    @Test
    void sendWhoseReplyIsLostArrivesOnce() {
        exchange.send(request());
        proxy.cutReplyTo("EVALSHA");

        exchange.send(request());

        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(queued()).isEqualTo(2);
        assertThat(redis.commands().get("outgoing:" + client.uid())).asString().isEqualTo("2");
    }

    @Test
    void manySendsThatAreTriedAgainNeedNoThreadEach() {
        List<Message> messages = Stream.generate(this::request).limit(1_000).toList();
        proxy.goAway();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();

        List<CompletableFuture<Void>> sends =
                messages.stream().map(exchange::sendAsync).toList();
        await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> sends.stream()
                .noneMatch(CompletableFuture::isDone));
        proxy.comeBack();

        assertThat(sends).allSatisfy(sent -> assertThat(sent).succeedsWithin(SOON));
        assertThat(threads.getPeakThreadCount() - before).isLessThan(100);
        assertThat(queued()).isEqualTo(messages.size());
    }

    @Test
    void sendWhoseFateCannotBeLearnedSaysSoAndItsRetryDoesNotArriveTwice() throws IOException {
        Message message = request();
        try (RedisExchange impatient = through(proxy, Duration.ofSeconds(1))) {
            impatient.send(request());
            proxy.cutReplyToAndStayAway("EVALSHA");

            assertThatExceptionOfType(DeliveryUnknownException.class)
                    .isThrownBy(() -> impatient.send(message))
                    .withMessageContaining("send to " + agent);

            proxy.comeBack();
            await().atMost(SOON).untilAsserted(() -> assertThatCode(() -> impatient.send(message))
                    .doesNotThrowAnyException());
        }
        assertThat(queued()).isEqualTo(2);
    }

    @Test
    void heartbeatIsTriedOnceAndWaitsNoLongerThanOneCommandMayTake() {
        Mailbox mailbox = exchange.getMailbox(agent);
        mailbox.heartbeat();
        proxy.hang();
        long start = System.nanoTime();

        assertThatExceptionOfType(DeliveryUnknownException.class)
                .isThrownBy(mailbox::heartbeat)
                .withMessageContaining("heartbeat of " + agent);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void containerFallsSilentWhileRedisIsAwayAndIsHeardAgainAfterwards() {
        Duration silence = Duration.ofMillis(500);
        MailboxContainer container = new MailboxContainer(
                "heart",
                () -> exchange.getMailbox(agent),
                message -> {},
                ContainerOptions.defaults().withHeartbeatInterval(Duration.ofMillis(20)));
        container.start();
        await().atMost(SOON).until(() -> direct.heartbeatAge(agent).isPresent());

        proxy.goAway();
        await().atMost(SOON)
                .until(() -> direct.heartbeatAge(agent).orElseThrow().compareTo(silence) > 0);
        assertThat(direct.discover(RedisFaultTest.class, true, silence)).isEmpty();

        proxy.comeBack();
        await().atMost(Duration.ofSeconds(30)).until(() -> !direct.discover(RedisFaultTest.class, true, silence)
                .isEmpty());
        container.stop();
    }

    @Test
    void sendThatNeverLeftIsNotExecuted() {
        try (RedisExchange impatient = through(proxy, Duration.ofSeconds(1))) {
            proxy.goAway();

            assertThatExceptionOfType(ExchangeException.class)
                    .isThrownBy(() -> impatient.send(request()))
                    .isInstanceOfAny(ExchangeUnavailableException.class, DeliveryUnknownException.class);
            assertThatExceptionOfType(ExchangeUnavailableException.class)
                    .isThrownBy(() -> impatient.send(request()))
                    .withMessageContaining("within 1000 ms");
        }
        assertThat(queued()).isZero();
    }

    @Test
    void sendWaitsForRedisToComeBack() {
        proxy.goAway();
        CompletableFuture<Void> sent = exchange.sendAsync(request());
        assertThat(sent).isNotDone();

        proxy.comeBack();

        assertThat(sent).succeedsWithin(SOON);
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void driverNeverRepeatsACommandWhoseReplyWasLost() {
        try (RedisConnections connections =
                RedisConnections.connect(RedisTarget.of(TestRedis.factory("127.0.0.1", proxy.port())), SOON, SOON)) {
            proxy.cutReplyTo("RPUSH");

            assertThat(connections.commands().rpush("list", new byte[] {1}).toCompletableFuture())
                    .failsWithin(SOON);
            await().atMost(SOON).ignoreExceptions().until(() -> "PONG"
                    .equals(connections.commands().ping().get()));

            assertThat(redis.commands().llen("list")).isEqualTo(1);
            assertThat(redis.calls("rpush")).isEqualTo(1);
        }
    }

    @Test
    void readerWhoseBlockedConnectionDiesGoesOnWithTheNextCall() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        CompletableFuture<Throwable> failure = inBackground(mailbox::receive);
        awaitBlocked(1);

        redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme());

        assertThat(failure).succeedsWithin(SOON).isInstanceOf(ExchangeUnavailableException.class);
        Message message = request();
        direct.send(message);
        assertThat(mailbox.receive(SOON)).isEqualTo(message);
    }

    @Test
    void replyLostToABlockedReaderCostsAtMostTheMessageItCarried() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        proxy.cutReplyTo("BLPOP");
        CompletableFuture<Throwable> failure = inBackground(mailbox::receive);
        awaitBlocked(1);

        direct.send(request());
        assertThat(failure).succeedsWithin(SOON).isInstanceOf(ExchangeUnavailableException.class);
        Message second = request();
        direct.send(second);

        assertThat(mailbox.receive(SOON)).isEqualTo(second);
        assertThat(queued()).isZero();
    }

    @Test
    void interruptedReaderLeavesTheNextMessageInTheMailbox() throws Exception {
        Mailbox mailbox = exchange.getMailbox(agent);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread reader = new Thread(() -> failure.complete(thrownBy(mailbox::receive)));
        reader.start();
        awaitBlocked(1);

        reader.interrupt();

        assertThat(failure).succeedsWithin(SOON).isInstanceOf(InterruptedException.class);
        direct.send(request());
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void closedReaderLeavesTheNextMessageInTheMailbox() {
        Mailbox mailbox = exchange.getMailbox(agent);
        CompletableFuture<Throwable> failure = inBackground(mailbox::receive);
        awaitBlocked(1);

        mailbox.close();

        assertThat(failure).succeedsWithin(SOON).isInstanceOf(MailboxClosedException.class);
        direct.send(request());
        assertThat(queued()).isEqualTo(1);
    }

    /** What was sent is what was received and what still lies there, whenever readers give up. */
    @Test
    void readersThatGiveUpAtRandomMomentsLoseNothing() throws Exception {
        int rounds = 150;
        Set<UUID> sent = new HashSet<>();
        Set<UUID> received = ConcurrentHashMap.newKeySet();
        for (int round = 0; round < rounds; round++) {
            Mailbox mailbox = direct.getMailbox(agent);
            CountDownLatch ready = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                ready.countDown();
                thrownBy(() -> {
                    while (true) {
                        received.add(mailbox.receive(SOON).tag());
                    }
                });
            });
            reader.start();
            assertThat(ready.await(5, TimeUnit.SECONDS)).isTrue();
            Message message = request();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> direct.send(message));
            awaitNanos(ThreadLocalRandom.current().nextLong(1_500_000));
            if (round % 2 == 0) {
                reader.interrupt();
            }
            mailbox.close();
            reader.join(5_000);
            sending.get(5, TimeUnit.SECONDS);
            sent.add(message.tag());
        }

        assertThat(received.size() + queued()).isEqualTo(rounds);
        try (Mailbox rest = direct.getMailbox(agent)) {
            for (long left = queued(); left > 0; left--) {
                assertThat(received.add(rest.receive(SOON).tag())).isTrue();
            }
        }
        assertThat(received).isEqualTo(sent);
    }

    @Test
    void emptiedScriptCacheIsFilledAgain() throws InterruptedException {
        exchange.send(request());
        redis.commands().scriptFlush();

        exchange.send(request());
        redis.commands().scriptFlush();

        assertThat(exchange.getMailbox(agent).receive(10, Duration.ZERO)).hasSize(2);
    }

    @Test
    void readOnlyServerIsUnavailableUntilItTakesWritesAgain() {
        try (RedisExchange impatient = through(proxy, Duration.ofSeconds(1))) {
            redis.commands().replicaof("127.0.0.1", proxy.port());

            assertThatExceptionOfType(ExchangeUnavailableException.class)
                    .isThrownBy(() -> impatient.send(request()))
                    .withMessageContaining("READONLY");

            redis.commands().replicaofNoOne();
            assertThatCode(() -> impatient.send(request())).doesNotThrowAnyException();
        }
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void keyOfAnotherTypeIsRefusedForGood() {
        redis.commands().set("queue:" + agent.uid(), new byte[] {1});

        assertThatExceptionOfType(ExchangeRefusedException.class)
                .isThrownBy(() -> exchange.send(request()))
                .withMessageContaining("WRONGTYPE");
    }

    @Test
    void mailboxesComeBackWithTheServer() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();

        proxy.goAway();
        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> mailbox.receive(Duration.ofMillis(200)));
        proxy.comeBack();

        Message message = request();
        direct.send(message);
        await().atMost(SOON)
                .ignoreExceptionsInstanceOf(ExchangeUnavailableException.class)
                .untilAsserted(() -> assertThat(mailbox.receive(SOON)).isEqualTo(message));
    }

    @Test
    void exchangeClosesWhileTheServerHangs() throws Exception {
        int readers = 60;
        RedisExchange hanging = through(proxy, Duration.ofSeconds(2));
        for (int i = 0; i < readers; i++) {
            Mailbox mailbox = hanging.getMailbox(agent);
            new Thread(() -> thrownBy(mailbox::receive)).start();
        }
        awaitBlocked(readers);

        proxy.hang();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(hanging::close);

        assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void interruptedReaderWaitsQuietlyForTheReplyThatMayCarryMessages() throws Exception {
        try (RedisExchange hanging = through(proxy, Duration.ofSeconds(10))) {
            Mailbox mailbox = hanging.getMailbox(agent);
            mailbox.receive(1, Duration.ZERO);
            proxy.hang();
            Thread reader = new Thread(() -> thrownBy(() -> mailbox.receive(1, Duration.ZERO)));
            reader.start();
            await().atMost(SOON).until(() -> reader.getState() == Thread.State.TIMED_WAITING);

            reader.interrupt();

            await().during(Duration.ofMillis(200))
                    .atMost(SOON)
                    .until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        }
    }

    private void awaitBlocked(int clients) {
        await().atMost(SOON).until(() -> redis.commands().info("clients").contains("blocked_clients:" + clients));
    }

    /** A pause of random length is the point here, not a wait for something. */
    private static void awaitNanos(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Throwable> inBackground(Action action) {
        return CompletableFuture.supplyAsync(() -> thrownBy(action));
    }

    private static Throwable thrownBy(Action action) {
        try {
            action.run();
            return new AssertionError("nothing was thrown");
        } catch (Exception e) {
            return e;
        }
    }
}
