package academy.exchange.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.Message;
import academy.exchange.ProtocolErrorException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An agent whose only handler is held, with 10,000 requests in its queue. */
@Timeout(120)
class RedisBusyAgentsTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LATER = Duration.ofSeconds(40);
    private static final int MANY = 10_000;

    private static final Response SUCCESS = new Response.Success();
    private static final Response CANCELLED = new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null);

    private final Busy busy = new Busy();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private TestRedis redis;
    private RedisExchange asking;
    private AgentProcess process;
    private AgentHandle handle;

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        asking = redis.exchange().build();
        process = opened(AgentProcess.start(redis, busy));
        handle = handle();
    }

    @AfterEach
    void stop() throws Exception {
        busy.release.release(MANY);
        for (AutoCloseable each : opened) {
            each.close();
        }
        asking.close();
        redis.close();
    }

    @Test
    void pingIsAnsweredThoughEveryHandlerIsBusyAndTheQueueIsLong() throws InterruptedException {
        CompletableFuture<String> running = hold();
        crowd();

        assertThat(handle.ping(SOON)).isPositive();

        assertThat(running).isNotDone();
        assertThat(queued()).isEqualTo(MANY);
        assertThat(busy.notes).hasValue(0);
    }

    @Test
    void cancelOfTheRunningActionAnswersBothOnce() throws InterruptedException {
        RawClient client = opened(new RawClient(asking, handle.agentId()));
        UUID action = client.send("hold");
        awaitHeld();
        crowd();

        UUID cancel = client.send(new Request.Cancel(action));

        client.awaitReceived(2);
        until("the action is interrupted", busy.interrupts, 1);
        until("all others have run", busy.notes, MANY);
        client.awaitPing();
        assertThat(client.answers(action)).containsExactly(CANCELLED);
        assertThat(client.answers(cancel)).containsExactly(SUCCESS);
        assertThat(client.count()).isEqualTo(3);
        assertThat(busy.held).hasValue(0);
    }

    @Test
    void cancelOfAQueuedRequestAnswersItAndItIsNeverRun() throws InterruptedException {
        CompletableFuture<String> running = hold();
        RawClient client = opened(new RawClient(asking, handle.agentId()));
        RawClient crowd = opened(new RawClient(asking, handle.agentId()));
        crowd.sendAll(MANY / 2, Map.of(), "note", Busy.TEXT);
        UUID action = client.send("never");
        crowd.sendAll(MANY / 2, Map.of(), "note", Busy.TEXT);

        UUID cancel = client.send(new Request.Cancel(action));

        client.awaitReceived(2);
        assertThat(running).isNotDone();
        busy.release.release();
        until("all others have run", busy.notes, MANY);
        client.awaitPing();
        assertThat(client.answers(action)).containsExactly(CANCELLED);
        assertThat(client.answers(cancel)).containsExactly(SUCCESS);
        assertThat(client.count()).isEqualTo(3);
        assertThat(busy.unwanted).hasValue(0);
    }

    @Test
    void shutdownStopsABusyAgentWhenItsActionHasEnded() throws Exception {
        CompletableFuture<String> running = hold();
        RawClient crowd = crowd();

        assertThat(handle.shutdown()).succeedsWithin(SOON);

        until("the agent stops", () -> process.state() == State.STOPPING);
        assertThat(running).isNotDone();
        busy.release.release();
        assertThat(running).succeedsWithin(SOON).isEqualTo("done");
        until("the agent has stopped", () -> process.state() == State.STOPPED);
        assertIsToldOfTheEnd(crowd);
    }

    @Test
    void shutdownStopsABusyAgentAndCancelsItsAction() throws Exception {
        process.close();
        process = opened(AgentProcess.start(redis, AgentOptions.defaults().withCancelsOnShutdown(true), busy));
        handle = handle();
        CompletableFuture<String> running = hold();
        RawClient crowd = crowd();

        assertThat(handle.shutdown()).succeedsWithin(SOON);

        assertThat(running)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .asInstanceOf(InstanceOfAssertFactories.throwable(ProtocolErrorException.class))
                .extracting(ProtocolErrorException::code)
                .isEqualTo(ErrorCode.ACTION_CANCELLED);
        until("the agent has stopped", () -> process.state() == State.STOPPED);
        assertThat(busy.interrupts).hasValue(1);
        assertIsToldOfTheEnd(crowd);
    }

    @Test
    void terminationIsNoticedWhileEveryHandlerIsBusy() throws InterruptedException {
        RawClient client = opened(new RawClient(asking, handle.agentId()));
        UUID action = client.send("hold");
        awaitHeld();
        RawClient crowd = crowd();

        asking.terminate(handle.agentId());

        until("the end is noticed", () -> process.state() == State.TERMINATED);
        assertThat(busy.held).hasValue(1);
        assertIsToldOfTheEnd(crowd);
        client.awaitReceived(1);
        busy.release.release();
        until("the action has ended", busy.held, 0);
        process.close();
        assertThat(client.answers(action)).containsExactly(terminated());
        assertThat(client.isEmptyHanded()).isTrue();
    }

    @Test
    void anActionThatAsksAnotherGetsItsAnswerThoughItsOwnQueueIsLong() {
        Echo echo = new Echo();
        opened(AgentProcess.start(redis, echo));
        AgentId other = asking.discover(Echo.class).get(0);
        CompletableFuture<String> answer = handle.action("askWhenReleased", String.class, other, "how are you");
        awaitHeld();
        crowd();

        busy.release.release();

        assertThat(answer).succeedsWithin(SOON).isEqualTo("how are you");
        assertThat(echo.asked).hasValue(1);
    }

    @Test
    void anActionThatAsksAPythonPeerGetsItsAnswerThoughItsOwnQueueIsLong() {
        PlainPeer peer = opened(PlainPeer.start(asking));
        CompletableFuture<String> answer = handle.action("askWhenReleased", String.class, peer.id(), "how are you");
        awaitHeld();
        crowd();

        busy.release.release();

        until("the handler has its answer", busy.held, 0);
        assertThat(answer).succeedsWithin(SOON).isEqualTo("how are you");
        assertThat(peer.answered()).isEqualTo(1);
    }

    @Test
    void expiredRequestsAreAnsweredWithoutBeingRun() throws InterruptedException {
        CompletableFuture<String> running = hold();
        Instant deadline = asking.now().plus(Duration.ofSeconds(1));
        RawClient client = opened(new RawClient(asking, handle.agentId()));
        client.sendAll(100, Map.of("exchange_deadline", deadline.toString()), "never");
        AgentHandle impatient = handle.withTimeout(Duration.ofSeconds(1));
        List<CompletableFuture<Void>> asks = IntStream.range(0, 100)
                .mapToObj(each -> impatient.action("never", Void.class))
                .toList();
        crowd();
        assertThat(asks).allSatisfy(ask -> assertThat(ask)
                .failsWithin(SOON)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(ExchangeTimeoutException.class));
        until("the deadline is over", () -> asking.now().isAfter(deadline));
        assertThat(running).isNotDone();

        busy.release.release();

        until("all others have run", busy.notes, MANY);
        assertThat(client.awaitReceived(100))
                .extracting(Message::body)
                .hasOnlyElementsOfType(Response.ActionError.class);
        until("nothing is left", () -> redis.commands().keys("request:*").isEmpty());
        assertThat(busy.unwanted).hasValue(0);
    }

    @AgentMailbox(name = "busy", concurrency = "1")
    static class Busy {

        private static final String TEXT = "x".repeat(100);

        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger interrupts = new AtomicInteger();
        private final AtomicInteger notes = new AtomicInteger();
        private final AtomicInteger unwanted = new AtomicInteger();
        private final Semaphore release = new Semaphore(0);

        @Action
        String hold() throws InterruptedException {
            awaitRelease();
            held.decrementAndGet();
            return "done";
        }

        @Action
        @Nullable
        String askWhenReleased(AgentId other, String question, ActionContext context) throws InterruptedException {
            awaitRelease();
            String answer = context.handle(other).call("echo", String.class, LATER, question);
            assertThat(notes).hasValue(0);
            held.decrementAndGet();
            return answer;
        }

        @Action
        void note(String text) {
            assertThat(text).isEqualTo(TEXT);
            notes.incrementAndGet();
        }

        @Action
        void never() {
            unwanted.incrementAndGet();
        }

        private void awaitRelease() throws InterruptedException {
            held.incrementAndGet();
            try {
                assertThat(release.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                interrupts.incrementAndGet();
                held.decrementAndGet();
                throw interrupted;
            }
        }
    }

    @AgentMailbox("echo")
    static class Echo {

        private final AtomicInteger asked = new AtomicInteger();

        @Action
        String echo(String question) {
            asked.incrementAndGet();
            return question;
        }
    }

    private AgentHandle handle() {
        return asking.getHandle(asking.discover(Busy.class).get(0)).withTimeout(Duration.ofMinutes(2));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** Has the only handler held. */
    private CompletableFuture<String> hold() {
        CompletableFuture<String> running = handle.action("hold", String.class);
        awaitHeld();
        return running;
    }

    private void awaitHeld() {
        until("the handler is held", busy.held, 1);
    }

    /** Makes the queue long. */
    private RawClient crowd() {
        RawClient crowd = opened(new RawClient(asking, handle.agentId()));
        crowd.sendAll(MANY, Map.of(), "note", Busy.TEXT);
        assertThat(queued()).isGreaterThanOrEqualTo(MANY);
        assertThat(busy.notes).hasValue(0);
        return crowd;
    }

    private long queued() {
        return redis.commands().llen("queue:" + handle.agentId().uid());
    }

    private void assertIsToldOfTheEnd(RawClient crowd) throws InterruptedException {
        assertThat(crowd.awaitReceived(MANY)).extracting(Message::body).containsOnly(terminated());
        assertThat(crowd.awaitReceived(MANY)).extracting(Message::tag).doesNotHaveDuplicates();
        assertThat(busy.notes).hasValue(0);
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    private static void until(String condition, AtomicInteger number, int value) {
        until(condition, () -> number.get() == value);
    }

    private static void until(String condition, Callable<Boolean> reached) {
        await(condition).atMost(LATER).until(reached);
    }

    private Response terminated() {
        return new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, handle.agentId());
    }
}
