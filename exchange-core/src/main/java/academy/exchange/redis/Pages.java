package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.ScanCursor;

/**
 * Goes through all that a cursor passes, a page at a time: while a page is looked at, the next one is on its way. No more
 * than two pages are looked at at once. Nothing here waits.
 *
 * @param <P> a page
 * @param <R> what is found by looking at one
 */
final class Pages<P extends ScanCursor, R> {

    /** How many keys or members a step looks at: enough to be quick, few enough not to hold up the server. */
    static final int SIZE = 1000;

    /** However slow a page was. */
    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private final Function<ScanCursor, CompletionStage<P>> step;
    private final Function<P, CompletionStage<List<R>>> look;
    private final IntSupplier rest;
    private final List<R> found = new ArrayList<>();
    private final CompletableFuture<List<R>> result = new CompletableFuture<>();

    private Pages(
            Function<ScanCursor, CompletionStage<P>> step,
            Function<P, CompletionStage<List<R>>> look,
            IntSupplier rest) {
        this.step = step;
        this.look = look;
        this.rest = rest;
    }

    /** Completes with what was found on all pages, in their order. Once it is cancelled, no further page is asked for. */
    static <P extends ScanCursor, R> CompletableFuture<List<R>> all(
            Function<ScanCursor, CompletionStage<P>> step, Function<P, CompletionStage<List<R>>> look) {
        return all(step, look, () -> 0);
    }

    /**
     * Like {@link #all(Function, Function)}, without haste.
     *
     * @param rest how often as long as a page took is waited before the next
     */
    static <P extends ScanCursor, R> CompletableFuture<List<R>> all(
            Function<ScanCursor, CompletionStage<P>> step,
            Function<P, CompletionStage<List<R>>> look,
            IntSupplier rest) {
        Pages<P, R> pages = new Pages<>(step, look, rest);
        CompletableFuture<@Nullable Void> none = CompletableFuture.completedFuture(null);
        pages.next(ScanCursor.INITIAL, none, none);
        return pages.result;
    }

    private void next(
            ScanCursor from, CompletableFuture<@Nullable Void> older, CompletableFuture<@Nullable Void> newer) {
        if (result.isDone()) {
            return;
        }
        long begun = System.nanoTime();
        unlessItFails(
                () -> step.apply(from).thenAccept(page -> arrived(page, System.nanoTime() - begun, older, newer)));
    }

    private void arrived(
            P page, long took, CompletableFuture<@Nullable Void> older, CompletableFuture<@Nullable Void> newer) {
        CompletableFuture<@Nullable Void> looked = newer.thenCombine(look.apply(page), (done, some) -> {
            found.addAll(some);
            return null;
        });
        if (page.isFinished()) {
            unlessItFails(() -> looked.thenRun(() -> result.complete(found)));
            return;
        }
        long pause = Math.min(took * rest.getAsInt(), LONGEST_REST.toNanos());
        if (pause == 0) {
            unlessItFails(() -> older.thenRun(() -> next(page, newer, looked)));
        } else {
            Executor later = CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS);
            unlessItFails(() -> looked.thenRunAsync(() -> next(page, looked, looked), later));
        }
    }

    private void unlessItFails(Supplier<CompletionStage<?>> action) {
        try {
            var unused = action.get().exceptionally(failure -> {
                result.completeExceptionally(RedisCalls.unwrapped(failure));
                return null;
            });
        } catch (RuntimeException failure) {
            result.completeExceptionally(failure);
        }
    }
}
