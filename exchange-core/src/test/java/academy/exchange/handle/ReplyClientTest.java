package academy.exchange.handle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class ReplyClientTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final InMemoryExchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final EchoAgent agent = new EchoAgent(exchange, request -> Optional.of(new Response.Success()));
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch sent = new CountDownLatch(1);
    private volatile boolean unavailable;
    private volatile boolean slow;
    private volatile @Nullable ClientId registered;
    private final ExchangeHandles handles = new ExchangeHandles(storeBehindAGate(), LONG);
    private final AgentHandle handle = handles.getHandle(agent.id);

    @AfterEach
    void end() {
        gate.countDown();
        agent.close();
        handles.close();
        exchange.close();
    }

    @Test
    void firstQuestionDoesNotWaitForTheStore() {
        CompletableFuture<Void> answer = handle.action("any", Void.class);

        assertThat(answer).isNotDone();
        gate.countDown();
        assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void timeLimitHoldsWhileTheStoreIsSlowAndTheLateQuestionIsNotSent() throws Exception {
        assertThatThrownBy(() -> handle.call("late", Void.class, Duration.ofMillis(20)))
                .isInstanceOf(ExchangeTimeoutException.class);
        gate.countDown();
        handle.ping(LONG);

        assertThat(agent.requests).extracting(request -> request.body()).containsExactly(new Request.Ping());
    }

    @Test
    void questionCancelledWhileItIsSentIsCancelledAtTheAgent() {
        slow = true;
        CompletableFuture<Void> answer = handle.action("any", Void.class);
        // Only now, so that another thread sends the question.
        gate.countDown();
        await().until(() -> sending.getCount() == 0);
        answer.cancel(true);
        sent.countDown();

        await().untilAsserted(() -> assertThat(agent.requests)
                .extracting(request -> request.body().getClass().getSimpleName())
                .containsExactlyInAnyOrder("Action", "Cancel"));
        assertThat(handles.pendingCount()).isZero();
    }

    @Test
    void failedRegistrationFailsTheQuestionAndIsTriedAgainAtTheNext() throws Exception {
        unavailable = true;
        gate.countDown();

        assertThatThrownBy(() -> handle.ping(LONG)).isInstanceOf(ExchangeUnavailableException.class);
        assertThat(handles.pendingCount()).isZero();
        unavailable = false;
        assertThat(handle.ping(LONG)).isPositive();
    }

    @Test
    void clientRegisteredWhileTheHandlesCloseIsTerminated() {
        CompletableFuture<Void> answer = handle.action("any", Void.class);
        handles.close();
        gate.countDown();

        assertThatThrownBy(answer::join).hasCauseInstanceOf(ExchangeClosedException.class);
        await().until(() -> {
            ClientId client = registered;
            return client != null && exchange.status(client) == MailboxStatus.TERMINATED;
        });
        assertThat(agent.requests).isEmpty();
    }

    private Exchange storeBehindAGate() {
        return (Exchange) Proxy.newProxyInstance(
                Exchange.class.getClassLoader(),
                new Class<?>[] {Exchange.class},
                (proxy, method, arguments) -> throughTheGate(method, arguments));
    }

    private @Nullable Object throughTheGate(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("registerClient") && arguments != null) {
            gate.await();
            if (unavailable) {
                throw new ExchangeUnavailableException("away", null);
            }
            registered = (ClientId) arguments[0];
        }
        if (slow && method.getName().equals("sendAsync") && arguments != null && isAction(arguments[0])) {
            sending.countDown();
            sent.await();
        }
        try {
            return method.invoke(exchange, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    private static boolean isAction(@Nullable Object message) {
        return message instanceof Message request && request.body() instanceof Request.Action;
    }
}
