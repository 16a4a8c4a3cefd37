package academy.exchange.handle;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.HandleClosedException;

/** A handle whose questions travel as messages. */
final class RemoteAgentHandle implements AgentHandle {

    private final ExchangeHandles handles;
    private final AgentId agent;
    private final @Nullable AgentId asker;
    private volatile boolean closed;

    /**
     * @param asker the agent in whose name it asks; null to ask in that of the client which gets the answers
     */
    RemoteAgentHandle(ExchangeHandles handles, AgentId agent, @Nullable AgentId asker) {
        this.handles = handles;
        this.agent = agent;
        this.asker = asker;
    }

    @Override
    public AgentId agentId() {
        return agent;
    }

    @Override
    public <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments) {
        return actionLater(action, resultType, Arrays.asList(arguments));
    }

    @Override
    @SuppressWarnings("unchecked") // what the codec makes of an answer is of the type it was asked for
    public <T> @Nullable T call(String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments)
            throws InterruptedException {
        return (T) actionNow(action, resultType, timeout, Arrays.asList(arguments));
    }

    @Override
    public <T> T as(Class<T> type) {
        return AgentProxy.of(this, type);
    }

    @Override
    public AgentHandle askingAs(AgentId other) {
        return new RemoteAgentHandle(handles, agent, other);
    }

    @Override
    public Duration ping(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        askNow(Question.ping(), timeout);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public Optional<Duration> heartbeatAge() {
        requireOpen();
        return handles.heartbeatAge(agent);
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown() {
        return askLater(() -> Question.shutdown(null));
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown(boolean terminate) {
        return askLater(() -> Question.shutdown(terminate));
    }

    @Override
    public void close() {
        closed = true;
        handles.failAll(this);
    }

    @Override
    public String toString() {
        return "handle to " + agent + (asker == null ? "" : " for " + asker);
    }

    /** The agent in whose name it asks; null if it asks in that of the client which gets the answers. */
    @Nullable
    AgentId asker() {
        return asker;
    }

    boolean isClosed() {
        return closed;
    }

    /** How long to wait where the caller does not say. */
    Duration timeout() {
        return handles.timeout();
    }

    <T> CompletableFuture<T> actionLater(String action, Type resultType, List<?> arguments) {
        return askLater(() -> Question.action(handles.codec(), action, arguments, resultType));
    }

    @Nullable
    Object actionNow(String action, Type resultType, Duration timeout, List<?> arguments) throws InterruptedException {
        ExchangeHandles.requirePositive(timeout);
        requireOpen();
        return askNow(Question.action(handles.codec(), action, arguments, resultType), timeout);
    }

    private @Nullable Object askNow(Question question, Duration timeout) throws InterruptedException {
        ExchangeHandles.requirePositive(timeout);
        requireOpen();
        PendingReply reply = handles.ask(this, question, timeout);
        try {
            return question.read(agent, reply.await(), handles.codec());
        } catch (InterruptedException interrupted) {
            handles.drop(reply);
            throw interrupted;
        }
    }

    /** Asks without waiting; whatever goes wrong, even before anything is sent, is found in the future. */
    private <T> CompletableFuture<T> askLater(Supplier<Question> asked) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            requireOpen();
            Question question = asked.get();
            PendingReply reply = handles.ask(this, question, handles.timeout());
            CompletableFuture<?> unused = result.whenComplete((value, failure) -> handles.cancel(reply));
            handles.whenDone(reply, () -> complete(result, question, reply));
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
        return result;
    }

    @SuppressWarnings("unchecked") // what the codec makes of an answer is of the type it was asked for
    private <T> void complete(CompletableFuture<T> result, Question question, PendingReply reply) {
        try {
            result.complete((T) question.read(agent, reply.now(), handles.codec()));
        } catch (Throwable failure) {
            if (question.isFulfilledBy(failure, agent)) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new HandleClosedException(agent);
        }
    }
}
