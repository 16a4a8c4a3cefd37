package academy.exchange.agent;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.handle.CallChain;

/** A handle whose questions belong to a chain, whichever thread asks them. */
record ChainedHandle(AgentHandle handle, CallChain chain) implements AgentHandle {

    @Override
    public AgentId agentId() {
        return handle.agentId();
    }

    @Override
    public <T> CompletableFuture<T> action(String action, Class<T> resultType, @Nullable Object... arguments) {
        return within(() -> handle.action(action, resultType, arguments));
    }

    @Override
    public <T> @Nullable T call(String action, Class<T> resultType, Duration timeout, @Nullable Object... arguments)
            throws InterruptedException {
        CallChain.Binding bound = chain.bind();
        try {
            return handle.call(action, resultType, timeout, arguments);
        } finally {
            bound.close();
        }
    }

    @Override
    public <T> T as(Class<T> type) {
        View view = new View(handle.as(type), chain);
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, view));
    }

    @Override
    public AgentHandle askingAs(AgentId asker) {
        return new ChainedHandle(handle.askingAs(asker), chain);
    }

    @Override
    public Duration ping(Duration timeout) throws InterruptedException {
        CallChain.Binding bound = chain.bind();
        try {
            return handle.ping(timeout);
        } finally {
            bound.close();
        }
    }

    @Override
    public Optional<Duration> heartbeatAge() {
        return handle.heartbeatAge();
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown() {
        return within(handle::shutdown);
    }

    @Override
    public CompletableFuture<@Nullable Void> shutdown(boolean terminate) {
        return within(() -> handle.shutdown(terminate));
    }

    @Override
    public void close() {
        handle.close();
    }

    @Override
    public String toString() {
        return handle.toString();
    }

    private <T> T within(Supplier<T> question) {
        CallChain.Binding bound = chain.bind();
        try {
            return question.get();
        } finally {
            bound.close();
        }
    }

    /** A view of the agent whose questions belong to the chain. */
    private record View(Object plain, CallChain chain) implements InvocationHandler {

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getName().equals("equals") && method.getDeclaringClass() == Object.class) {
                return arguments != null && plain.equals(plain(arguments[0]));
            }
            // Interfaces that are not public, as most of an application's, are otherwise closed to this package.
            method.setAccessible(true);
            CallChain.Binding bound = chain.bind();
            try {
                return method.invoke(plain, arguments);
            } catch (InvocationTargetException wrapper) {
                throw wrapper.getTargetException();
            } finally {
                bound.close();
            }
        }

        private static @Nullable Object plain(@Nullable Object other) {
            return other != null
                            && Proxy.isProxyClass(other.getClass())
                            && Proxy.getInvocationHandler(other) instanceof View view
                    ? view.plain
                    : other;
        }
    }
}
