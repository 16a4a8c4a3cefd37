package academy.exchange.handle;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.HandleClosedException;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.ResultType;

/** A handle whose questions travel as messages. */
final class RemoteAgentHandle implements AgentHandle {

    private final ExchangeHandles handles;
    private final AgentId agent;
    private final @Nullable AgentId asker;
    private final Duration timeout;
    private final @Nullable CallChain chain;

    /**
     * The one of the handles that are closed together which the others were made of. They keep it, so that who remembers
     * it weakly, in order to close it, does so as long as any of them is in use.
     */
    private final RemoteAgentHandle first;

    /** Whether they are closed; that of the first one counts. */
    private volatile boolean closed;

    /**
     * @param asker the agent in whose name it asks; null to ask in that of the client which gets the answers
     */
    RemoteAgentHandle(ExchangeHandles handles, AgentId agent, @Nullable AgentId asker, Duration timeout) {
        this(handles, agent, asker, timeout, null, null);
    }

    private RemoteAgentHandle(
            ExchangeHandles handles,
            AgentId agent,
            @Nullable AgentId asker,
            Duration timeout,
            @Nullable CallChain chain,
            @Nullable RemoteAgentHandle first) {
        this.handles = handles;
        this.agent = agent;
        this.asker = asker;
        this.timeout = timeout;
        this.chain = chain;
        this.first = first == null ? this : first;
    }

    @Override
    public AgentId agentId() {
        return agent;
    }

    @Override
    public <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments) {
        return actionLater(action, resultType, Arrays.asList(arguments), Map.of());
    }

    @Override
    public <T> CompletableFuture<T> action(
            String action, ResultType<T> resultType, List<?> positional, Map<String, ?> named) {
        return actionLater(action, resultType.type(), positional, named);
    }

    @Override
    @SuppressWarnings("unchecked") // what the codec makes of an answer is of the type it was asked for
    public <T> @Nullable T call(String action, Class<T> resultType, Duration limit, @Nullable Object... arguments)
            throws InterruptedException {
        return (T) actionNow(action, resultType, limit, Arrays.asList(arguments), Map.of());
    }

    @Override
    @SuppressWarnings("unchecked") // what the codec makes of an answer is of the type it was asked for
    public <T> @Nullable T call(
            String action, ResultType<T> resultType, Duration limit, List<?> positional, Map<String, ?> named)
            throws InterruptedException {
        return (T) actionNow(action, resultType.type(), limit, positional, named);
    }

    @Override
    public <T> T as(Class<T> type) {
        return AgentProxy.of(this, type);
    }

    @Override
    public AgentHandle askingAs(AgentId other) {
        return new RemoteAgentHandle(handles, agent, other, timeout, chain, null);
    }

    @Override
    public AgentHandle withTimeout(Duration limit) {
        return new RemoteAgentHandle(handles, agent, asker, ExchangeHandles.requirePositive(limit), chain, first);
    }

    @Override
    public Duration ping(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        askNow(Question.ping(), limit);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public Optional<Duration> heartbeatAge() {
        requireOpen();
        return handles.heartbeatAge(agent);
    }

    @Override
    public MailboxStatus status() {
        requireOpen();
        return handles.status(agent);
    }

    @Override
    public MailboxStats stats() {
        requireOpen();
        return handles.stats(agent);
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
        first.closed = true;
        handles.failAll(this);
    }

    /** Whether both ask the same agent in the same name. */
    boolean asksLike(RemoteAgentHandle other) {
        return handles == other.handles && agent.equals(other.agent) && Objects.equals(asker, other.asker);
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

    /** This handle, closed with it, for questions that belong to a chain whichever thread asks them. */
    RemoteAgentHandle within(CallChain questions) {
        return new RemoteAgentHandle(handles, agent, asker, timeout, questions, first);
    }

    /** The chain that its questions belong to. */
    CallChain chain() {
        return chain == null ? CallChain.current() : chain;
    }

    boolean isClosed() {
        return first.closed;
    }

    /** Whether the end of one is that of the other. */
    boolean isClosedWith(RemoteAgentHandle other) {
        return first == other.first;
    }

    /** How long to wait where the caller does not say. */
    Duration timeout() {
        return timeout;
    }

    <T> CompletableFuture<T> actionLater(String action, Type resultType, List<?> positional, Map<String, ?> named) {
        return askLater(() -> Question.action(handles.codec(), action, positional, named, resultType));
    }

    @Nullable
    Object actionNow(String action, Type resultType, Duration limit, List<?> positional, Map<String, ?> named)
            throws InterruptedException {
        ExchangeHandles.requirePositive(limit);
        requireOpen();
        return askNow(Question.action(handles.codec(), action, positional, named, resultType), limit);
    }

    private @Nullable Object askNow(Question question, Duration limit) throws InterruptedException {
        ExchangeHandles.requirePositive(limit);
        requireOpen();
        PendingReply reply = handles.ask(this, question, limit);
        try {
            return handles.read(agent, question, reply.await());
        } catch (InterruptedException interrupted) {
            handles.cancel(reply);
            throw interrupted;
        }
    }

    /** Asks without waiting; whatever goes wrong, even before anything is sent, is found in the future. */
    private <T> CompletableFuture<T> askLater(Supplier<Question> asked) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            requireOpen();
            Question question = asked.get();
            PendingReply reply = handles.ask(this, question, timeout);
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
            result.complete((T) handles.read(agent, question, reply.now()));
        } catch (Throwable failure) {
            if (question.isFulfilledBy(failure, agent)) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }

    private void requireOpen() {
        if (first.closed) {
            throw new HandleClosedException(agent);
        }
    }
}
