package academy.exchange.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.BulkSendException;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.HandleFactory;
import academy.exchange.Mailbox;
import academy.exchange.Message;

/**
 * An exchange whose messages are captured. A proxy, so that every method of the exchange does what it does, and none that it
 * overrides is lost. It makes its own handles, since those of the exchange send past it.
 */
final class WatchedExchange implements InvocationHandler {

    private final Exchange exchange;
    private final CapturedMessages captured;
    private final HandleFactory handles;
    private final Exchange proxy;

    WatchedExchange(Exchange exchange, CapturedMessages captured, Function<Exchange, HandleFactory> handles) {
        this.exchange = exchange;
        this.captured = captured;
        this.handles = HandleFactory.lazily(() -> handles.apply(proxy()));
        this.proxy = (Exchange)
                Proxy.newProxyInstance(Exchange.class.getClassLoader(), new Class<?>[] {Exchange.class}, this);
    }

    Exchange proxy() {
        return proxy;
    }

    /** The exchange that this one stands before, or the exchange itself if nobody watches it. */
    static Exchange unwatched(Exchange exchange) {
        return Proxy.isProxyClass(exchange.getClass())
                        && Proxy.getInvocationHandler(exchange) instanceof WatchedExchange watch
                ? watch.exchange
                : exchange;
    }

    void closeHandles() {
        handles.close();
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "getHandle" -> handle(first(arguments));
            case "close" -> close();
            case "getMailbox" ->
                WatchedMailbox.of(
                        (Mailbox) required(call(exchange, method, arguments)), proxy, exchange.codec(), captured);
            case "send", "sendAll", "sendAsync" -> send(method, arguments);
            default -> call(exchange, method, arguments);
        };
    }

    /** Calls the method on what is watched, and throws what it throws. */
    static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    private AgentHandle handle(@Nullable Object id) {
        // The exchange says what is wrong with an id.
        return id instanceof AgentId agent ? handles.getHandle(agent) : exchange.getHandle((EntityId) required(id));
    }

    private @Nullable Object close() {
        handles.close();
        exchange.close();
        return null;
    }

    /** Captured before it is sent, since its receiver may be faster than this; taken back if it is not sent. */
    private @Nullable Object send(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        List<CapturedMessage> sent = messages(arguments).stream()
                .map(message -> new CapturedMessage(CapturedMessage.Direction.SENT, message, exchange.codec()))
                .toList();
        sent.forEach(captured::add);
        try {
            Object result = call(exchange, method, arguments);
            if (result instanceof CompletableFuture<?> later) {
                var unused = later.exceptionally(failure -> {
                    sent.forEach(captured::remove);
                    return null;
                });
            }
            return result;
        } catch (BulkSendException some) {
            some.failures().forEach(failure -> captured.remove(sent.get(failure.index())));
            throw some;
        } catch (Throwable failure) {
            sent.forEach(captured::remove);
            throw failure;
        }
    }

    private static List<Message> messages(@Nullable Object @Nullable [] arguments) {
        List<Message> messages = new ArrayList<>();
        for (Object argument : arguments == null ? new Object[0] : arguments) {
            if (argument instanceof Message message) {
                messages.add(message);
            } else if (argument instanceof Collection<?> several) {
                several.forEach(each -> messages.add((Message) each));
            }
        }
        return messages;
    }

    private static @Nullable Object first(@Nullable Object @Nullable [] arguments) {
        return arguments == null ? null : arguments[0];
    }

    private static Object required(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("There is nothing where a mailbox or an id has to be");
        }
        return value;
    }
}
