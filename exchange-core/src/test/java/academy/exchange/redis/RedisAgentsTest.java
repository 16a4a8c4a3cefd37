package academy.exchange.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Agents that answer out of one connection to Redis, asked through another. */
@Timeout(90)
class RedisAgentsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private TestRedis redis;
    private CuttingProxy proxy;
    private RedisExchange answering;
    private RedisExchange asking;
    private AnnotationConfigApplicationContext agents;

    interface Counter {
        int increment(int by);

        int count();
    }

    @AgentMailbox("counter")
    static class CounterAgent implements Counter {
        private int count;

        @Action
        @Override
        public int increment(int by) {
            count += by;
            return count;
        }

        @Action
        @Override
        public int count() {
            return count;
        }

        @Action
        public int fail(String why) {
            throw new IllegalStateException(why);
        }
    }

    @AgentMailbox(name = "slow", concurrency = "4")
    static class SlowAgent {
        final CountDownLatch release = new CountDownLatch(1);
        final CountDownLatch busy = new CountDownLatch(4);
        final AtomicInteger finished = new AtomicInteger();

        @Action
        public int work(int piece) throws InterruptedException {
            busy.countDown();
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
            finished.incrementAndGet();
            return piece;
        }
    }

    /** How many mailboxes are waited at, and not told of. */
    int dedicatedReaders() {
        return 4;
    }

    @BeforeEach
    void start() throws IOException {
        redis = TestRedis.own();
        proxy = new CuttingProxy(redis.port());
        answering = RedisExchange.builder(TestRedis.factory("127.0.0.1", proxy.port()), redis.codec())
                .operationTimeout(SOON)
                .dedicatedReaders(dedicatedReaders())
                .build();
        asking = redis.exchange().build();
        agents = new AnnotationConfigApplicationContext();
        agents.registerBean(Exchange.class, () -> answering);
        agents.registerBean(MailboxContainerRegistry.class);
        agents.registerBean(
                AgentMailboxBeanPostProcessor.class,
                () -> new AgentMailboxBeanPostProcessor(
                        () -> answering, () -> agents.getBean(MailboxContainerRegistry.class), AgentOptions::defaults));
        agents.registerBean(CounterAgent.class);
        agents.registerBean(SlowAgent.class);
        agents.refresh();
    }

    @AfterEach
    void stop() throws IOException {
        agents.getBean(SlowAgent.class).release.countDown();
        agents.close();
        asking.close();
        answering.close();
        proxy.close();
        redis.close();
    }

    private AgentHandle handle(Class<?> type) {
        return asking.getHandle(asking.discover(type).get(0));
    }

    @Test
    void typedProxyAsksTheAgent() {
        Counter counter = handle(Counter.class).as(Counter.class);

        assertThat(counter.increment(2)).isEqualTo(2);
        assertThat(counter.increment(40)).isEqualTo(42);
        assertThat(counter.count()).isEqualTo(42);
    }

    @Test
    void pingTakesARoundTrip() throws InterruptedException {
        assertThat(handle(Counter.class).ping(SOON)).isBetween(Duration.ZERO, SOON);
    }

    @Test
    void exceptionOfAnActionReachesTheCaller() {
        AgentHandle handle = handle(Counter.class);

        assertThatExceptionOfType(ActionFailedException.class)
                .isThrownBy(() -> handle.call("fail", Integer.class, SOON, "out of numbers"))
                .withMessageContaining("out of numbers")
                .satisfies(e -> assertThat(e.failure().type()).contains("IllegalStateException"));
        assertThatExceptionOfType(ActionFailedException.class)
                .isThrownBy(() -> handle.call("nope", Integer.class, SOON))
                .withMessageContaining("does not have an action named \"nope\"");
    }

    @Test
    void manyAsksAtOnceAreAnsweredEachOnceAndLeaveNothingBehind() throws Exception {
        int asks = 3_000;
        AgentHandle handle = handle(Counter.class);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        IntStream.range(0, asks).forEach(i -> answers.add(handle.action("increment", Integer.class, 1)));

        List<Integer> counts = new ArrayList<>();
        for (CompletableFuture<Integer> answer : answers) {
            counts.add(answer.get(30, TimeUnit.SECONDS));
        }

        assertThat(counts)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, asks).boxed().toList());
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void garbageOnTheQueueDoesNotStopTheAgentAndReadableSendersAreTold() throws InterruptedException {
        AgentHandle handle = handle(Counter.class);
        AgentId agent = handle.agentId();
        ClientId client = asking.registerClient();
        String queue = "queue:" + agent.uid();
        byte[] wrongVersion = replaced(
                Message.request(client, agent, new Request.Ping()),
                "\"protocol_version\":\"1\"",
                "\"protocol_version\":\"2\"");
        byte[] unknownKind =
                replaced(Message.request(client, agent, new Request.Ping()), "ping-request", "dance-request");
        for (byte[] bad : List.of(
                new byte[0],
                RedisCalls.utf8("garbage"),
                new byte[] {(byte) 0x80, 4, '.'},
                RedisCalls.utf8("{\"header\":"),
                RedisCalls.utf8("[".repeat(1_000) + "]".repeat(1_000)),
                wrongVersion,
                unknownKind)) {
            redis.commands().rpush(queue, bad);
        }

        assertThat(handle.call("increment", Integer.class, SOON, 1)).isEqualTo(1);

        try (Mailbox mailbox = asking.getMailbox(client);
                Mailbox dead = asking.getMailbox(agent)) {
            assertThat(mailbox.receive(SOON).body())
                    .isEqualTo(new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, agent));
            assertThat(mailbox.receive(SOON).body()).isInstanceOf(Response.ActionError.class);
            assertThat(dead.deadLetters(100)).hasSize(7).allSatisfy(letter -> assertThat(letter.reason())
                    .isNotBlank());
        }
    }

    @Test
    void requestToTheClientOfTheHandlesIsRefused() throws InterruptedException {
        handle(Counter.class).ping(SOON);
        UUID handles = redis.commands().keys("active:*").stream()
                .map(key -> UUID.fromString(key.substring("active:".length())))
                .filter(uid -> redis.commands().exists("agent:" + uid) == 0)
                .findFirst()
                .orElseThrow();
        ClientId client = asking.registerClient();

        asking.send(Message.request(client, ClientId.of(handles), new Request.Ping()));

        assertThat(asking.getMailbox(client).receive(SOON).body())
                .isEqualTo(new Response.ProtocolError(ErrorCode.INVALID_CLIENT, ClientId.of(handles)));
    }

    @Test
    void terminatedAgentAnswersEveryoneWhoWaits() throws InterruptedException {
        AgentHandle handle = handle(SlowAgent.class);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> answers.add(handle.action("work", Integer.class, i)));
        assertThat(agents.getBean(SlowAgent.class).busy.await(10, TimeUnit.SECONDS))
                .isTrue();
        await().atMost(SOON).until(() -> redis.commands().keys("request:*").size() == 50);

        asking.terminate(handle.agentId());

        assertThat(answers).allSatisfy(answer -> assertThat(answer)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(MailboxTerminatedException.class));
        assertThat(redis.commands().keys("request:*")).isEmpty();
        agents.getBean(SlowAgent.class).release.countDown();
        await().atMost(SOON).until(() -> container("slow").status().state() == MailboxContainer.State.TERMINATED);
    }

    @Test
    void agentsGoOnByThemselvesWhenRedisComesBack() throws Exception {
        Counter counter = handle(Counter.class).as(Counter.class);
        counter.increment(1);
        // The answer may be here before the agent knows that it is gone; then it would try to send it again and again.
        await().atMost(SOON).until(() -> container("counter").status().inFlight() == 0);
        proxy.goAway();
        await().atMost(SOON)
                .until(() -> container("counter").status().lastError().isPresent());
        CompletableFuture<Integer> waiting = handle(Counter.class).action("increment", Integer.class, 1);

        proxy.comeBack();

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        await().atMost(SOON)
                .until(() -> container("counter").status().lastError().isEmpty());
    }

    @Test
    void stoppedContainerFinishesWhatItTookAndLeavesTheRest() throws Exception {
        AgentHandle handle = handle(SlowAgent.class);
        SlowAgent slow = agents.getBean(SlowAgent.class);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        IntStream.range(0, 10).forEach(i -> answers.add(handle.action("work", Integer.class, i)));
        assertThat(slow.busy.await(10, TimeUnit.SECONDS)).isTrue();
        await().atMost(SOON)
                .until(() -> redis.commands().llen("queue:" + handle.agentId().uid()) == 6);

        CompletableFuture<Void> stopped = container("slow").stopAsync();
        slow.release.countDown();
        stopped.get(10, TimeUnit.SECONDS);

        assertThat(slow.finished).hasValue(4);
        assertThat(answers.stream().filter(answer -> !succeeded(answer)).toList())
                .hasSize(6);
    }

    /** The fresh mailbox ends with the stop, so whoever was not served is told, at once and not by a time limit. */
    private static boolean succeeded(CompletableFuture<Integer> answer) {
        try {
            answer.get(10, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(MailboxTerminatedException.class);
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private MailboxContainer container(String name) {
        return agents.getBean(MailboxContainerRegistry.class).containers().stream()
                .filter(each -> each.id().toLowerCase(Locale.ROOT).contains(name))
                .findFirst()
                .orElseThrow();
    }

    private byte[] replaced(Message message, String part, String by) {
        String text = new String(asking.codec().encode(message), StandardCharsets.UTF_8);
        assertThat(text).contains(part);
        return RedisCalls.utf8(text.replace(part, by));
    }
}
