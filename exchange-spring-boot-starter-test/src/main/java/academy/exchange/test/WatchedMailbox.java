package academy.exchange.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Urgent;

/** A mailbox of a {@link WatchedExchange}: whatever message one of its methods returns was received. */
record WatchedMailbox(Mailbox mailbox, Exchange exchange, MessageCodec codec, CapturedMessages captured)
        implements InvocationHandler {

    static Mailbox of(Mailbox mailbox, Exchange exchange, MessageCodec codec, CapturedMessages captured) {
        return (Mailbox) Proxy.newProxyInstance(
                Mailbox.class.getClassLoader(),
                new Class<?>[] {Mailbox.class},
                new WatchedMailbox(mailbox, exchange, codec, captured));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "exchange" -> exchange;
            default -> {
                Object result = WatchedExchange.call(mailbox, method, arguments);
                note(result);
                yield result;
            }
        };
    }

    private void note(@Nullable Object received) {
        if (received instanceof Message message) {
            captured.add(new CapturedMessage(CapturedMessage.Direction.RECEIVED, message, codec));
        } else if (received instanceof Delivery delivery) {
            note(delivery.message());
        } else if (received instanceof Urgent urgent) {
            note(urgent.deliveries());
        } else if (received instanceof Collection<?> several) {
            several.forEach(this::note);
        }
    }
}
