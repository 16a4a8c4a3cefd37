package academy.exchange.mailbox;

import java.util.concurrent.CompletableFuture;

/** Whether a loop may go on: any thread pauses, resumes and stops it, the loop asks. */
final class Gate {

    private enum State {
        OPEN,
        PAUSED,
        STOPPED
    }

    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private volatile State state = State.OPEN;

    void requestStop() {
        synchronized (this) {
            state = State.STOPPED;
        }
        stopRequested.complete(null);
    }

    /** Does nothing after a stop was requested. */
    synchronized void pause() {
        if (state == State.OPEN) {
            state = State.PAUSED;
        }
    }

    synchronized void resume() {
        if (state == State.PAUSED) {
            state = State.OPEN;
        }
    }

    boolean isStopped() {
        return state == State.STOPPED;
    }

    /** Whether the loop should wait; not once it should end. */
    boolean isPaused() {
        return state == State.PAUSED;
    }

    /** Completes when a stop is requested. */
    CompletableFuture<Void> stopRequested() {
        return stopRequested;
    }
}
