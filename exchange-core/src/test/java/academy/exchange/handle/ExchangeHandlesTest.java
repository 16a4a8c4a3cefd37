package academy.exchange.handle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.HandleClosedException;
import academy.exchange.HandleFactory;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.PayloadException;
import academy.exchange.ProtocolErrorException;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class ExchangeHandlesTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final MessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private final ExchangeHandles handles = new ExchangeHandles(exchange, LONG);
    private final List<EchoAgent> agents = new ArrayList<>();

    @AfterEach
    void end() {
        agents.forEach(EchoAgent::close);
        handles.close();
        exchange.close();
    }

    @Test
    void answerBecomesTheTypeAskedFor() throws Exception {
        AgentHandle handle = handles.getHandle(echo().id);

        assertThat(handle.call("echo", Integer.class, LONG, 7)).isEqualTo(7);
        assertThat(handle.action("echo", String.class, "seven").get()).isEqualTo("seven");
        assertThat(handle.call("echo", Void.class, LONG, "ignored")).isNull();
        assertNothingPending();
    }

    @Test
    void pingTellsHowLongTheAnswerTook() throws Exception {
        assertThat(handles.getHandle(echo().id).ping(LONG)).isPositive();
        assertNothingPending();
    }

    @Test
    void handleKnowsTheLastHeartbeatOfItsAgentWithoutAskingIt() {
        EchoAgent agent = echo();
        AgentHandle handle = handles.getHandle(agent.id);

        await().until(() -> handle.heartbeatAge().isPresent());
        assertThat(agent.requests).isEmpty();
        assertThatThrownBy(() -> handles.getHandle(AgentId.random()).heartbeatAge())
                .isInstanceOf(BadEntityIdException.class);

        handle.close();
        assertThatThrownBy(handle::heartbeatAge).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void clientOfTheHandlesGivesHeartbeats() throws Exception {
        EchoAgent agent = echo();
        handles.getHandle(agent.id).ping(LONG);

        await().until(() -> exchange.heartbeatAge(agent.requests.get(0).src()).isPresent());
    }

    @Test
    void clientIsRegisteredAtTheFirstQuestionOnly() throws Exception {
        EchoAgent agent = echo();
        AgentHandle handle = handles.getHandle(agent.id);
        AgentHandle other = handles.getHandle(agent.id);
        handle.ping(LONG);
        other.ping(LONG);

        assertThat(agent.requests).extracting(Message::src).hasSize(2).containsOnly(client(agent));
        assertThat(agent.requests)
                .extracting(request -> request.header().label())
                .containsOnly(client(agent).uid());
    }

    @Test
    void questionsOfOneThreadKeepTheirOrderFromTheFirstOn() {
        EchoAgent agent = echo();
        AgentHandle handle = handles.getHandle(agent.id);
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int index = 0; index < 200; index++) {
            answers.add(handle.action("echo", Integer.class, index));
        }
        answers.forEach(CompletableFuture::join);

        assertThat(agent.requests)
                .extracting(request ->
                        codec.decodeArguments((Request.Action) request.body()).get(0, Integer.class))
                .isSorted()
                .hasSize(200);
        assertNothingPending();
    }

    @Test
    void failureOfAnActionCarriesWhatTheOtherSideSaid() {
        AgentHandle handle = handles.getHandle(
                agent(request -> Optional.of(codec.encodeFailure(RemoteFailure.of("ValueError", "too big")))).id);

        assertThatThrownBy(() -> handle.call("grow", Integer.class, LONG))
                .isInstanceOfSatisfying(
                        ActionFailedException.class,
                        e -> assertThat(e.failure().message()).isEqualTo("too big"))
                .hasMessageContaining("grow")
                .satisfies(e -> assertThat(e.getStackTrace()).anyMatch(ExchangeHandlesTest::isHere));
        assertNothingPending();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void errorsOfTheProtocolBecomeExceptions(ErrorCode code) {
        AtomicReference<AgentId> self = new AtomicReference<>();
        EchoAgent agent = agent(request -> Optional.of(new Response.ProtocolError(code, self.get())));
        self.set(agent.id);
        AgentHandle handle = handles.getHandle(agent.id.withName("named"));

        if (code == ErrorCode.MAILBOX_TERMINATED) {
            assertThatThrownBy(() -> handle.ping(LONG))
                    .isInstanceOf(MailboxTerminatedException.class)
                    .hasMessageContaining("named");
        } else {
            assertThatThrownBy(() -> handle.ping(LONG))
                    .isInstanceOfSatisfying(ProtocolErrorException.class, e -> assertThat(e.code())
                            .isEqualTo(code));
        }
        assertNothingPending();
    }

    @Test
    void futuresFailWithThePlainException() {
        CompletableFuture<Integer> answer = handles.getHandle(AgentId.random()).action("count", Integer.class);

        assertThatThrownBy(answer::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(BadEntityIdException.class);
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(BadEntityIdException.class);
        assertThat(answer.handle((value, failure) -> failure).join()).isInstanceOf(BadEntityIdException.class);
        assertNothingPending();
    }

    @Test
    void blockingQuestionThrowsThePlainExceptionOfTheSending() {
        assertThatThrownBy(() -> handles.getHandle(AgentId.random()).ping(LONG))
                .isInstanceOf(BadEntityIdException.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0].getStackTrace()).anyMatch(ExchangeHandlesTest::isHere));
        assertNothingPending();
    }

    @Test
    void silentAgentTimesOut() {
        AgentHandle handle = handles.getHandle(silent().id);

        assertThatThrownBy(() -> handle.call("count", Integer.class, SHORT))
                .isInstanceOf(ExchangeTimeoutException.class)
                .hasMessageContaining("action 'count'")
                .hasMessageContaining("20 ms");
        assertThatThrownBy(() -> handle.ping(SHORT))
                .isInstanceOf(ExchangeTimeoutException.class)
                .hasMessageContaining("ping");
        assertNothingPending();
    }

    @Test
    void timeLimitMustBeMoreThanZero() {
        AgentHandle handle = handles.getHandle(AgentId.random());

        assertThatIllegalArgumentException().isThrownBy(() -> handle.ping(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> handle.call("x", Void.class, Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ExchangeHandles(exchange, Duration.ZERO));
    }

    @Test
    void lateAndRepeatedAnswersAreCounted() {
        EchoAgent agent = silent();
        AgentHandle handle = handles.getHandle(agent.id);
        // On a busy machine the time may be over before the question was sent at all.
        await().until(() -> {
            assertThatThrownBy(() -> handle.ping(SHORT)).isInstanceOf(ExchangeTimeoutException.class);
            return !agent.requests.isEmpty();
        });
        exchange.send(agent.requests.get(0).reply(new Response.Success()));

        await().until(() -> handles.unclaimedCount() == 1);
    }

    @Test
    void interruptedQuestionIsForgotten() throws Exception {
        AgentHandle handle = handles.getHandle(silent().id);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread asker = new Thread(() -> {
            try {
                handle.ping(LONG);
            } catch (Throwable failure) {
                thrown.set(failure);
            }
        });
        asker.start();
        await().until(() -> handles.pendingCount() == 1);
        asker.interrupt();
        asker.join(10_000);

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertNothingPending();
    }

    @Test
    void cancelledActionIsForgottenAndTheAgentTold() {
        EchoAgent agent = silent();
        CompletableFuture<Integer> answer = handles.getHandle(agent.id).action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        answer.cancel(false);

        assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
        assertNothingPending();
        await().until(() -> agent.requests.size() == 2);
        assertThat(agent.requests.get(1).body())
                .isEqualTo(new Request.Cancel(agent.requests.get(0).tag()));
    }

    @Test
    void questionThatTimesOutIsCancelledAtTheAgent() {
        EchoAgent agent = silent();
        AgentHandle handle = handles.getHandle(agent.id);

        assertThatThrownBy(() -> handle.call("count", Integer.class, SHORT))
                .isInstanceOf(ExchangeTimeoutException.class);
        await().until(() -> agent.requests.size() == 2);
        assertThat(agent.requests.get(1).body())
                .isEqualTo(new Request.Cancel(agent.requests.get(0).tag()));
        assertNothingPending();
    }

    @Test
    void argumentThatIsNoJsonFailsTheFuture() {
        Object unwritable = new Unwritable(1);
        CompletableFuture<Integer> answer = handles.getHandle(echo().id).action("echo", Integer.class, unwritable);

        assertThatThrownBy(answer::join).hasCauseInstanceOf(PayloadException.class);
        assertNothingPending();
    }

    @Test
    void answerOfAnotherTypeFailsTheQuestion() {
        AgentHandle handle = handles.getHandle(echo().id);

        assertThatThrownBy(() -> handle.call("echo", Integer.class, LONG, "seven"))
                .isInstanceOf(PayloadException.class);
        assertNothingPending();
    }

    @Test
    void shutdownOfATerminatedAgentSucceeds() {
        EchoAgent agent = silent();
        AgentHandle handle = handles.getHandle(agent.id);
        CompletableFuture<Void> before = handle.shutdown(true);
        await().until(() -> agent.requests.size() == 1);
        exchange.terminate(agent.id);

        assertThat(before).succeedsWithin(Duration.ofSeconds(10));
        assertThat(handle.shutdown()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(agent.requests.get(0).body()).isEqualTo(new Request.Shutdown(true));
        assertThatThrownBy(() -> handle.ping(LONG)).isInstanceOf(MailboxTerminatedException.class);
        assertNothingPending();
    }

    @Test
    void closedHandleFailsItsOwnQuestionsOnly() {
        EchoAgent agent = silent();
        AgentHandle closed = handles.getHandle(agent.id);
        CompletableFuture<Integer> failing = closed.action("count", Integer.class);
        CompletableFuture<Integer> open = handles.getHandle(agent.id).action("count", Integer.class);
        closed.close();
        closed.close();

        assertThatThrownBy(failing::join).hasCauseInstanceOf(HandleClosedException.class);
        assertThatThrownBy(closed.action("count", Integer.class)::join).hasCauseInstanceOf(HandleClosedException.class);
        assertThatThrownBy(() -> closed.ping(LONG)).isInstanceOf(HandleClosedException.class);
        assertThat(open).isNotDone();
        assertThat(handles.pendingCount()).isEqualTo(1);
    }

    @Test
    void closeFailsOpenQuestionsAndTerminatesTheClient() {
        EchoAgent agent = silent();
        AgentHandle handle = handles.getHandle(agent.id);
        CompletableFuture<Integer> answer = handle.action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        handles.close();
        handles.close();

        assertThatThrownBy(answer::join).hasCauseInstanceOf(ExchangeClosedException.class);
        assertThat(exchange.status(client(agent))).isEqualTo(MailboxStatus.TERMINATED);
        assertThatThrownBy(() -> handle.ping(LONG)).isInstanceOf(ExchangeClosedException.class);
        assertThatThrownBy(() -> handles.getHandle(agent.id)).isInstanceOf(ExchangeClosedException.class);
        assertNothingPending();
    }

    @Test
    void terminatedClientFailsOpenQuestionsAndIsReplaced() throws Exception {
        EchoAgent agent = agent(request ->
                request.body() instanceof Request.Ping ? Optional.of(new Response.Success()) : Optional.empty());
        AgentHandle handle = handles.getHandle(agent.id);
        CompletableFuture<Integer> answer = handle.action("count", Integer.class);
        await().until(() -> agent.requests.size() == 1);
        ClientId first = client(agent);
        exchange.terminate(first);

        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(MailboxTerminatedException.class, e -> assertThat(e.id())
                        .isEqualTo(first));
        handle.ping(LONG);
        assertThat(agent.requests.get(1).src()).isNotEqualTo(first);
        assertNothingPending();
    }

    @Test
    void requestToTheClientIsRefused() throws Exception {
        EchoAgent agent = echo();
        handles.getHandle(agent.id).ping(LONG);
        ClientId asker = exchange.registerClient();
        Mailbox mailbox = exchange.getMailbox(asker);
        exchange.send(Message.request(asker, client(agent), new Request.Ping()));

        assertThat(mailbox.receive(LONG).body())
                .isEqualTo(new Response.ProtocolError(ErrorCode.INVALID_CLIENT, client(agent)));
    }

    @Test
    void blockingCallbackHoldsUpNoOtherAnswer() throws Exception {
        AgentHandle handle = handles.getHandle(echo().id);
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(3);
        for (int index = 0; index < 3; index++) {
            CompletableFuture<?> unused = handle.action("echo", Integer.class, index)
                    .thenAccept(value -> {
                        blocked.countDown();
                        await().until(() -> gate.getCount() == 0);
                    });
        }
        assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(handle.call("echo", Integer.class, LONG, 7)).isEqualTo(7);
        assertThat(handle.action("echo", Integer.class, 8)).succeedsWithin(Duration.ofSeconds(10));
        gate.countDown();
    }

    @Test
    void manyQuestionsWithRandomTimeLimitsLeaveNothingBehind() throws Exception {
        EchoAgent echo = echo();
        AgentHandle toEcho = handles.getHandle(echo.id);
        AgentHandle toSilent = handles.getHandle(silent().id);
        List<String> patient = new CopyOnWriteArrayList<>();
        List<String> hasty = new CopyOnWriteArrayList<>();
        List<String> unheard = new CopyOnWriteArrayList<>();
        List<Thread> askers = new ArrayList<>();
        for (int index = 0; index < 16; index++) {
            askers.add(new Thread(() -> patient.add(ping(toEcho, LONG))));
            askers.add(new Thread(() -> unheard.add(ping(toSilent, atRandom()))));
            askers.add(new Thread(() -> hasty.add(ping(toEcho, atRandom()))));
            askers.add(new Thread(() -> hasty.add(ping(toEcho, atRandom()))));
        }
        askers.forEach(Thread::start);
        for (Thread asker : askers) {
            asker.join(20_000);
        }

        assertThat(patient).hasSize(16).containsOnly("answered");
        assertThat(unheard).hasSize(16).containsOnly("timed out");
        assertThat(hasty).hasSize(32).isSubsetOf("answered", "timed out");
        assertNothingPending();
        // Every request that arrived was answered, and every answer was either claimed or came too late.
        long claimed = Stream.concat(patient.stream(), hasty.stream())
                .filter("answered"::equals)
                .count();
        await().until(() -> claimed + handles.unclaimedCount() == echo.requests.size());
    }

    @Test
    void exchangeFindsTheFactoryByItself() throws Exception {
        try (HandleFactory found = HandleFactory.of(exchange)) {
            assertThat(found).isInstanceOf(ExchangeHandles.class);
        }
        assertThat(exchange.getHandle(echo().id).ping(LONG)).isPositive();
    }

    record Unwritable(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("on purpose");
        }
    }

    private static String ping(AgentHandle handle, Duration limit) {
        try {
            handle.ping(limit);
            return "answered";
        } catch (ExchangeTimeoutException late) {
            return "timed out";
        } catch (InterruptedException unexpected) {
            return "interrupted";
        }
    }

    private static Duration atRandom() {
        return Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, 50));
    }

    private static boolean isHere(StackTraceElement frame) {
        return frame.getClassName().startsWith(ExchangeHandlesTest.class.getName());
    }

    private static ClientId client(EchoAgent agent) {
        return (ClientId) agent.requests.get(0).src();
    }

    private void assertNothingPending() {
        assertThat(handles.pendingCount()).isZero();
    }

    private EchoAgent silent() {
        return agent(request -> Optional.empty());
    }

    private EchoAgent echo() {
        return agent(request -> Optional.of(
                request.body() instanceof Request.Action action
                        ? codec.encodeResult(codec.decodeArguments(action).get(0, Object.class))
                        : new Response.Success()));
    }

    private EchoAgent agent(Function<Message, Optional<Response>> answer) {
        EchoAgent agent = new EchoAgent(exchange, answer);
        agents.add(agent);
        return agent;
    }
}
