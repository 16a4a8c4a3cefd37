package academy.exchange.agent;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.ResultType;
import academy.exchange.handle.CallChain;

/** Asks nobody, but notes the chain that is bound whenever it is to ask. */
final class ProbeHandle implements AgentHandle {

    private final AgentId agent;
    private final @Nullable AgentId asker;
    private final List<CallChain> chains = new ArrayList<>();
    private volatile boolean closed;

    ProbeHandle(AgentId agent, @Nullable AgentId asker) {
        this.agent = agent;
        this.asker = asker;
    }

    /** In whose name it asks; null for a client. */
    @Nullable
    AgentId asker() {
        return asker;
    }

    List<CallChain> chains() {
        return chains;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public AgentId agentId() {
        return agent;
    }

    @Override
    public <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments) {
        return note(new CompletableFuture<>());
    }

    @Override
    public <T> @Nullable T call(String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments) {
        chains.add(CallChain.current());
        return null;
    }

    @Override
    public <T> T as(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> agent.hashCode();
                    default -> note(method.getName());
                }));
    }

    @Override
    public AgentHandle askingAs(AgentId other) {
        return new ProbeHandle(agent, other);
    }

    @Override
    public Duration ping(Duration timeout) {
        return note(Duration.ZERO);
    }

    @Override
    public MailboxStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<T> action(
            String action, ResultType<T> resultType, List<?> positional, Map<String, ?> named) {
        return note(new CompletableFuture<>());
    }

    @Override
    public <T> @Nullable T call(
            String action, ResultType<T> resultType, Duration timeout, List<?> positional, Map<String, ?> named) {
        chains.add(CallChain.current());
        return null;
    }

    @Override
    public AgentHandle withTimeout(Duration timeout) {
        return this;
    }

    @Override
    public MailboxStatus status() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Duration> heartbeatAge() {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown() {
        return note(new CompletableFuture<>());
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown(boolean terminate) {
        return note(new CompletableFuture<>());
    }

    @Override
    public void close() {
        closed = true;
    }

    private <T extends @Nullable Object> T note(T answer) {
        chains.add(CallChain.current());
        return answer;
    }
}
