package academy.exchange.redis;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;

/**
 * Keeps messages to one mailbox in the order in which they were given, where some must be prepared elsewhere before they
 * may leave. They are prepared side by side; each leaves when it is ready and those before it have left.
 */
final class SendOrder {

    private final Map<EntityId, CompletableFuture<@Nullable Void>> last = new ConcurrentHashMap<>();

    /** Sends a message that needs no preparation: at once, unless others wait. */
    <T> CompletableFuture<T> send(EntityId dest, Function<@Nullable Void, CompletableFuture<T>> send) {
        CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
        AtomicReference<@Nullable CompletableFuture<@Nullable Void>> before = new AtomicReference<>();
        last.computeIfPresent(dest, (same, waiting) -> {
            before.set(waiting);
            return left;
        });
        CompletableFuture<@Nullable Void> turn = before.get();
        return turn == null ? send.apply(null) : send(dest, turn, left, CompletableFuture.completedFuture(null), send);
    }

    /** Sends a message when this is ready. */
    <P extends @Nullable Object, T> CompletableFuture<T> sendWhen(
            CompletableFuture<P> ready, EntityId dest, Function<P, CompletableFuture<T>> send) {
        CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
        CompletableFuture<@Nullable Void> turn = last.put(dest, left);
        return send(dest, turn == null ? CompletableFuture.completedFuture(null) : turn, left, ready, send);
    }

    private <P extends @Nullable Object, T> CompletableFuture<T> send(
            EntityId dest,
            CompletableFuture<@Nullable Void> turn,
            CompletableFuture<@Nullable Void> left,
            CompletableFuture<P> ready,
            Function<P, CompletableFuture<T>> send) {
        CompletableFuture<T> sent = turn.thenCompose(over -> ready).thenCompose(prepared -> {
            CompletableFuture<T> onItsWay = send.apply(prepared);
            letNextGo(dest, left);
            return onItsWay;
        });
        // For one that could not be prepared.
        return sent.whenComplete((result, failure) -> letNextGo(dest, left));
    }

    private void letNextGo(EntityId dest, CompletableFuture<@Nullable Void> left) {
        last.remove(dest, left);
        left.complete(null);
    }
}
