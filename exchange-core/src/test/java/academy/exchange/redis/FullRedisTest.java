package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.lettuce.core.ScriptOutputType;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.ExchangeFullException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.Urgency;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Redis without memory left refuses who fills it, and goes on with all that drains it. */
@Timeout(60)
class FullRedisTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private TestRedis redis;
    private RedisExchange exchange;
    private ClientId client;
    private AgentId agent;

    @BeforeEach
    void connect() {
        redis = TestRedis.own("--maxmemory-policy", "noeviction");
        exchange = redis.exchange().operationTimeout(Duration.ofSeconds(30)).build();
        client = exchange.registerClient();
        agent = exchange.registerAgent(FullRedisTest.class);
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.close();
    }

    private void fill() {
        redis.commands().configSet("maxmemory", "1");
    }

    private void makeRoom() {
        redis.commands().configSet("maxmemory", "0");
    }

    private Message request() {
        return Message.request(client, agent, new Request.Ping());
    }

    private List<Message> sent(int count) {
        List<Message> requests = Stream.generate(this::request).limit(count).toList();
        exchange.sendAll(requests);
        return requests;
    }

    /** Several commands, and no entry in the index of open requests. */
    private void pushAsAPythonPeer(Message request) {
        redis.commands()
                .set(
                        "request:" + agent.uid() + ":" + request.tag(),
                        exchange.codec().encodeHeader(request.header()));
        redis.commands().rpush("queue:" + agent.uid(), exchange.codec().encode(request));
    }

    private long queued() {
        return redis.commands().llen("queue:" + agent.uid());
    }

    @Test
    void requestIsRefusedAtOnceAndLeavesNothing() {
        fill();
        long keys = redis.commands().dbsize();
        Message request = request();
        long start = System.nanoTime();

        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> exchange.send(request))
                .withMessageContaining("send to " + agent)
                .withMessageContaining("OOM");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        assertThat(redis.commands().dbsize()).isEqualTo(keys);
        makeRoom();
        exchange.send(request);
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void bulkIsRefusedOneByOneAndWhatWasSentBeforeIsNot() {
        Message before = request();
        exchange.send(before);
        fill();

        assertThatExceptionOfType(BulkSendException.class)
                .isThrownBy(() -> exchange.sendAll(List.of(before, request(), request())))
                .satisfies(
                        bulk -> assertThat(bulk.failures()).hasSize(2).allSatisfy(failure -> assertThat(failure.cause())
                                .isInstanceOf(ExchangeFullException.class)));
    }

    @Test
    void newMailboxIsRefusedAtOnceAndLeavesNothing() {
        AgentId ended = exchange.registerAgent(FullRedisTest.class);
        exchange.terminate(ended);
        fill();
        long keys = redis.commands().dbsize();

        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> exchange.registerAgent(FullRedisTest.class))
                .withMessageContaining("register");
        assertThatExceptionOfType(ExchangeFullException.class).isThrownBy(exchange::registerClient);
        assertThatExceptionOfType(ExchangeFullException.class)
                .isThrownBy(() -> exchange.registerAgent(
                        AgentRegistration.of(FullRedisTest.class).withId(ended)));

        assertThat(redis.commands().dbsize()).isEqualTo(keys);
        assertThat(exchange.status(ended)).isEqualTo(MailboxStatus.TERMINATED);
        makeRoom();
        assertThatCode(() -> exchange.registerAgent(FullRedisTest.class)).doesNotThrowAnyException();
    }

    @Test
    void ownerOfAnActiveMailboxComesBackAndDrainsIt() throws InterruptedException {
        List<Message> requests = sent(3);
        fill();
        try (RedisExchange restarted = redis.exchange().build()) {
            restarted.registerAgent(AgentRegistration.of(FullRedisTest.class).withId(agent));

            assertThat(restarted.getMailbox(agent).receive(10, Duration.ZERO)).isEqualTo(requests);
        }
    }

    @Test
    void messagesAreTakenAndStayTracked() throws InterruptedException {
        Message plain = request();
        pushAsAPythonPeer(plain);
        fill();

        assertThat(exchange.getMailbox(agent).receive(10, Duration.ZERO)).containsExactly(plain);

        assertThat(exchange.stats(agent).incoming()).isEqualTo(1);
    }

    @Test
    void blockedReaderGetsWhatAPeerMayStillPushAndItStaysTracked() throws Exception {
        Mailbox mailbox = exchange.getMailbox(agent);
        CompletableFuture<Message> received = CompletableFuture.supplyAsync(() -> receive(mailbox));
        await().atMost(SOON).until(() -> redis.commands().info("clients").contains("blocked_clients:1"));
        Message plain = request();

        pushAsAPythonPeer(plain);
        fill();

        assertThat(received).succeedsWithin(SOON).isEqualTo(plain);
        await().atMost(SOON).until(() -> exchange.stats(agent).incoming() == 1);
    }

    @Test
    void trackingAloneNeedsNoMemory() {
        Message plain = request();
        pushAsAPythonPeer(plain);
        byte[] item = redis.commands().lpop("queue:" + agent.uid());
        fill();

        exchange.tickets().track(agent, item);

        await().atMost(SOON).until(() -> redis.commands().scard("exchange:open:" + agent.uid()) == 2);
    }

    @Test
    void whatWasTakenGoesBackInOrder() throws InterruptedException {
        List<Message> requests = sent(3);
        redis.commands().lpop("queue:" + agent.uid());
        byte[] second = redis.commands().lpop("queue:" + agent.uid());
        fill();

        redis.commands()
                .eval(
                        Scripts.PUT_BACK.getScriptAsString(),
                        ScriptOutputType.INTEGER,
                        new String[] {"active:" + agent.uid(), "queue:" + agent.uid()},
                        second);

        assertThat(exchange.getMailbox(agent).receive(10, Duration.ZERO))
                .containsExactly(requests.get(1), requests.get(2));
    }

    @Test
    void urgentMessagesAreTakenOutFromBetweenTheOthers() throws InterruptedException {
        exchange.send(
                Message.request(client, agent, new Request.Action("a", Serialization.JSON, "[]", "{}", null, null)));
        Message ping = request();
        exchange.send(ping);
        fill();

        assertThat(exchange.getMailbox(agent)
                        .receiveUrgent(EnumSet.allOf(Urgency.class))
                        .messages())
                .containsExactly(ping);
    }

    @Test
    void whatCannotBeReadBecomesADeadLetter() throws InterruptedException {
        Mailbox mailbox = exchange.getMailbox(agent);
        redis.commands().rpush("queue:" + agent.uid(), "no message".getBytes(UTF_8));
        fill();

        assertThat(mailbox.receive(1, Duration.ZERO)).isEmpty();

        assertThat(mailbox.deadLetters(10)).hasSize(1);
    }

    @Test
    void signsOfLifeAreNoted() {
        Mailbox mailbox = exchange.getMailbox(agent);
        fill();

        mailbox.heartbeat();

        assertThat(exchange.heartbeatAge(agent)).isPresent();
        assertThat(exchange.discover(FullRedisTest.class, true, SOON)).containsExactly(agent);
    }

    @Test
    void requestIsWithdrawn() {
        Message request = request();
        exchange.send(request);
        fill();

        assertThat(exchange.withdraw(agent, request.tag())).isPresent();
        assertThat(queued()).isEqualTo(1);
    }

    @Test
    void siblingsOfAnEndedMailboxAreAllWoken() {
        List<CompletableFuture<Throwable>> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Mailbox mailbox = exchange.getMailbox(agent);
            readers.add(CompletableFuture.supplyAsync(() -> failureOf(mailbox)));
        }
        await().atMost(SOON).until(() -> redis.commands().info("clients").contains("blocked_clients:3"));
        exchange.terminate(agent);
        fill();

        assertThat(readers)
                .allSatisfy(reader ->
                        assertThat(reader).succeedsWithin(SOON).isInstanceOf(MailboxTerminatedException.class));
        assertThat(queued()).isEqualTo(1);
    }

    /** The full server is made and unmade by turns; what was accepted is answered once, what was refused never came. */
    @Test
    void agentDrainsAndAnswersWhileSendersAreRefusedAndNothingIsLost() throws InterruptedException {
        MailboxContainer container = answering();
        container.start();
        Set<UUID> accepted = new HashSet<>();
        Set<UUID> refused = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            List<Message> before = sent(20);
            before.forEach(message -> accepted.add(message.tag()));
            fill();
            for (int i = 0; i < 20; i++) {
                Message message = request();
                assertThatExceptionOfType(ExchangeFullException.class).isThrownBy(() -> exchange.send(message));
                refused.add(message.tag());
            }
            await().atMost(SOON).until(() -> exchange.stats(agent).completed() == accepted.size());
            makeRoom();
        }
        container.stop();

        List<UUID> answered = new ArrayList<>();
        try (Mailbox answers = exchange.getMailbox(client)) {
            while (answered.size() < accepted.size()) {
                answered.add(answers.receive(SOON).tag());
            }
            assertThat(answers.receive(1, Duration.ZERO)).isEmpty();
        }
        assertThat(answered).containsExactlyInAnyOrderElementsOf(accepted).doesNotContainAnyElementsOf(refused);
        assertThat(container.failures()).isZero();
    }

    @Test
    void mailboxEndsAndAllWhoWaitForItAreAnswered() throws InterruptedException {
        List<Message> requests = sent(3);
        fill();

        exchange.terminate(agent);

        assertThat(exchange.status(agent)).isEqualTo(MailboxStatus.TERMINATED);
        assertThat(exchange.discover(FullRedisTest.class)).isEmpty();
        assertThat(exchange.getMailbox(client).receive(10, SOON))
                .extracting(Message::tag)
                .containsExactlyInAnyOrderElementsOf(
                        requests.stream().map(Message::tag).toList());
    }

    private MailboxContainer answering() {
        return new MailboxContainer(
                "answering",
                () -> exchange.getMailbox(agent),
                message -> exchange.send(message.reply(new Response.Success())),
                ContainerOptions.defaults().withHeartbeatInterval(Duration.ofMillis(20)));
    }

    private static Message receive(Mailbox mailbox) {
        try {
            return mailbox.receive(SOON);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Throwable failureOf(Mailbox mailbox) {
        try {
            return new AssertionError("received " + mailbox.receive());
        } catch (Exception failure) {
            return failure;
        }
    }
}
