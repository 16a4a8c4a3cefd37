package academy.exchange.handle;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.Message;
import academy.exchange.Response;

/** A request whose answer is awaited. {@link PendingReplies} alone decides how it ends. */
final class PendingReply {

    private final Message request;
    private final RemoteAgentHandle handle;
    private final ObservedQuestion observed;

    /**
     * The answer, or what throws in its place: on the thread of whoever asked, so that the stack shows where that was.
     * Fails with what was thrown on another thread.
     */
    private final CompletableFuture<Supplier<Response>> outcome = new CompletableFuture<>();

    private volatile @Nullable Future<?> timer;
    private volatile boolean sent;

    PendingReply(Message request, RemoteAgentHandle handle, ObservedQuestion observed) {
        this.request = request;
        this.handle = handle;
        this.observed = observed;
    }

    Message request() {
        return request;
    }

    /** What it was asked through. */
    RemoteAgentHandle handle() {
        return handle;
    }

    UUID tag() {
        return request.tag();
    }

    boolean isDone() {
        return outcome.isDone();
    }

    void markSent() {
        sent = true;
    }

    /** Whether the request was given to the exchange. */
    boolean isSent() {
        return sent;
    }

    /** Waits for the end. Unbounded by itself: the timer of {@link PendingReplies} bounds it. */
    Response await() throws InterruptedException {
        try {
            return outcome.get().get();
        } catch (ExecutionException elsewhere) {
            throw Failures.seenFromHere(elsewhere.getCause());
        }
    }

    /** The answer of one that has ended. */
    Response now() throws Throwable {
        try {
            return outcome.join().get();
        } catch (CompletionException elsewhere) {
            throw Failures.unwrap(elsewhere);
        }
    }

    /** Runs this on the executor once it has ended. */
    void whenDone(Executor executor, Runnable action) {
        CompletableFuture<?> unused = outcome.whenCompleteAsync((response, failure) -> action.run(), executor);
    }

    void timer(Future<?> running) {
        timer = running;
        if (isDone()) {
            running.cancel(false);
        }
    }

    void end(Response response) {
        observed.answered(response);
        outcome.complete(() -> response);
        cancelTimer();
    }

    /** Ends it with an exception that is made where the answer is awaited. */
    void endWith(Supplier<? extends RuntimeException> failure) {
        observed.failed(failure);
        outcome.complete(() -> {
            throw failure.get();
        });
        cancelTimer();
    }

    /** Ends it with an exception of another thread. */
    void endWith(Throwable failure) {
        observed.failed(() -> failure);
        outcome.completeExceptionally(failure);
        cancelTimer();
    }

    private void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
