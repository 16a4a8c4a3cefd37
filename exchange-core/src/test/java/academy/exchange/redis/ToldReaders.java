package academy.exchange.redis;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Makes the mailboxes of an exchange wait in {@link Mailbox#whenReady} instead of at Redis: each takes only what is there,
 * and again when it is told to, and says each time beforehand that it will. So whatever a reader waits for has to be told
 * of.
 */
final class ToldReaders {

    private ToldReaders() {}

    static Exchange of(Exchange exchange) {
        return proxy(Exchange.class, (proxy, method, arguments) -> {
            boolean opens = method.getName().equals("getMailbox") && method.getParameterCount() == 2;
            return opens
                    ? told((Exchange) proxy, exchange.getMailbox((EntityId) arguments[0], (DeliveryOptions)
                            arguments[1]))
                    : invoke(exchange, proxy, method, arguments);
        });
    }

    private static Mailbox told(Exchange exchange, Mailbox mailbox) {
        ReentrantLock turn = new ReentrantLock();
        return proxy(Mailbox.class, (proxy, method, arguments) -> {
            if (method.getName().equals("exchange")) {
                return exchange;
            }
            boolean waits = method.getParameterCount() == 2
                    && (method.getName().equals("take") || method.getName().equals("receive"));
            return waits
                    ? inTurn(turn, mailbox, method, (int) arguments[0], (Duration) arguments[1])
                    : invoke(mailbox, proxy, method, arguments);
        });
    }

    private static Object inTurn(ReentrantLock turn, Mailbox mailbox, Method take, int max, Duration timeout)
            throws Throwable {
        long deadline =
                System.nanoTime() + (timeout.compareTo(Mailbox.FOREVER) < 0 ? timeout : Mailbox.FOREVER).toNanos();
        if (!turn.tryLock(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS)) {
            return List.of();
        }
        try {
            return until(deadline, mailbox, take, max);
        } finally {
            turn.unlock();
        }
    }

    private static Object until(long deadline, Mailbox mailbox, Method take, int max) throws Throwable {
        while (true) {
            boolean unusedHint = mailbox.beginTake(max);
            List<?> taken = (List<?>) call(mailbox, take, max, Duration.ZERO);
            if (!taken.isEmpty() || deadline - System.nanoTime() <= 0) {
                return taken;
            }
            Semaphore told = new Semaphore(0);
            assertThat(mailbox.whenReady(told::release)).isTrue();
            boolean unused = told.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private static Object invoke(Object target, Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        boolean isConvenience = method.isDefault()
                && !method.getName().equals("whenReady")
                && !method.getName().equals("upkeep")
                && !method.getName().equals("stopReading")
                && !method.getName().equals("receiveUrgent");
        if (isConvenience) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return call(target, method, arguments == null ? new Object[0] : arguments);
    }

    private static Object call(Object target, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
