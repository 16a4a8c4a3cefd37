package academy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** Makes handles that know their agent and can do nothing, for exchanges whose handles are not what is tested. */
public final class InertHandles implements HandleFactory {

    private volatile boolean closed;

    @Override
    public AgentHandle getHandle(AgentId agent) {
        return new InertHandle(agent);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Whether the exchange closed it. */
    public boolean isClosed() {
        return closed;
    }

    private record InertHandle(AgentId agentId) implements AgentHandle {

        @Override
        public <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public <T> CompletableFuture<T> action(
                String action, ResultType<T> resultType, List<?> positional, Map<String, ?> named) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public <T> @Nullable T call(
                String action, ResultType<T> resultType, Duration timeout, List<?> positional, Map<String, ?> named) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public <T> @Nullable T call(
                String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments) {
            throw new UnsupportedOperationException(action);
        }

        @Override
        public <T> T as(Class<T> type) {
            throw new UnsupportedOperationException("as");
        }

        @Override
        public AgentHandle askingAs(AgentId asker) {
            throw new UnsupportedOperationException("askingAs");
        }

        @Override
        public AgentHandle withTimeout(Duration timeout) {
            throw new UnsupportedOperationException("withTimeout");
        }

        @Override
        public MailboxStatus status() {
            throw new UnsupportedOperationException("status");
        }

        @Override
        public Duration ping(Duration timeout) {
            throw new UnsupportedOperationException("ping");
        }

        @Override
        public Optional<Duration> heartbeatAge() {
            throw new UnsupportedOperationException("heartbeatAge");
        }

        @Override
        public MailboxStats stats() {
            throw new UnsupportedOperationException("stats");
        }

        @Override
        public CompletableFuture<@Nullable Void> shutdown() {
            throw new UnsupportedOperationException("shutdown");
        }

        @Override
        public CompletableFuture<@Nullable Void> shutdown(boolean terminate) {
            throw new UnsupportedOperationException("shutdown");
        }

        @Override
        public void close() {}
    }
}
