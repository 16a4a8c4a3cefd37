package academy.exchange.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

/** All that knows of Reactor, which an application need not have: loaded only when it is there. */
final class Monos {

    private Monos() {}

    static boolean isMono(Object returned) {
        return returned instanceof Mono<?>;
    }

    /**
     * Subscribes and waits for the value; null when there is none.
     *
     * @throws InterruptedException if the thread is interrupted while it waits; the subscription is disposed of
     * @throws ExecutionException if it ends with an error, which is the cause
     */
    static @Nullable Object await(Object mono) throws InterruptedException, ExecutionException {
        CompletableFuture<?> value = ((Mono<?>) mono).toFuture();
        try {
            return value.get();
        } catch (InterruptedException interrupted) {
            value.cancel(true);
            throw interrupted;
        }
    }
}
