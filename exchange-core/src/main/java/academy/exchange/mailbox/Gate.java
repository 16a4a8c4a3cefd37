package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether a loop may go on: any thread pauses, resumes and stops it, the loop asks and waits. */
final class Gate {

    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();

    /** Completes when a pause ends, by a resume or a stop: one to wait for, since each wait for either would add to both. */
    private volatile CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);

    synchronized void requestStop() {
        stopRequested.complete(null);
        resumed.complete(null);
    }

    /** Does nothing after a stop was requested. */
    synchronized void pause() {
        if (!isStopped() && resumed.isDone()) {
            resumed = new CompletableFuture<>();
        }
    }

    void resume() {
        resumed.complete(null);
    }

    boolean isStopped() {
        return stopRequested.isDone();
    }

    /** Whether the loop should wait, unless it should end. */
    boolean isPaused() {
        return !resumed.isDone();
    }

    /** Completes when a stop is requested. */
    CompletableFuture<Void> stopRequested() {
        return stopRequested;
    }

    /** Waits so long for a resume or a stop, whether or not there is a pause; tells whether one came. */
    boolean opensWithin(Duration limit) throws InterruptedException {
        return completesWithin(resumed, limit);
    }

    /** Waits so long for a stop; tells whether it came. */
    boolean stopsWithin(Duration limit) throws InterruptedException {
        return completesWithin(stopRequested, limit);
    }

    private static boolean completesWithin(CompletableFuture<?> signal, Duration limit) throws InterruptedException {
        try {
            signal.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException over) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
