package academy.exchange.agent;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Header;

/**
 * One action from when it begins until it is answered, and to whom falls to answer it: to whoever cancels it or to
 * itself, whichever comes first. An interrupt reaches its thread only while the action is on it.
 */
final class RunningAction {

    private static final Logger log = LoggerFactory.getLogger(RunningAction.class);

    private final Header request;
    private final List<Runnable> listeners = new ArrayList<>();
    private @Nullable Thread thread = Thread.currentThread();
    private State state = State.RUNNING;

    private enum State {
        RUNNING,
        CANCELLED,
        ENDED
    }

    /** An action that runs on the current thread. */
    RunningAction(Header request) {
        this.request = request;
    }

    /** The header of what asked for it. */
    Header request() {
        return request;
    }

    synchronized boolean isCancelled() {
        return state == State.CANCELLED;
    }

    /**
     * Cancels it, and interrupts its thread if it is still at work.
     *
     * @return whether it falls to the caller to answer it; false if it has ended or was cancelled before
     */
    synchronized boolean cancel() {
        boolean mine = refuse();
        if (mine && thread != null) {
            thread.interrupt();
        }
        return mine;
    }

    /** Cancels it before its work begins, without an interrupt. */
    synchronized boolean refuse() {
        if (state != State.RUNNING) {
            return false;
        }
        state = State.CANCELLED;
        return true;
    }

    /**
     * To be called on its thread when the work is done; from then on no interrupt comes, and the one that may have come
     * is gone. Calling it again does nothing.
     *
     * @return whether it falls to the caller to answer it; false if it was cancelled, or at the second call
     */
    synchronized boolean end() {
        if (thread == null) {
            return false;
        }
        thread = null;
        if (state == State.CANCELLED) {
            boolean unused = Thread.interrupted();
            return false;
        }
        state = State.ENDED;
        listeners.clear();
        return true;
    }

    /** Runs this when it is cancelled, on the thread that cancels; at once if it was cancelled before. */
    void onCancel(Runnable listener) {
        synchronized (this) {
            if (state == State.RUNNING) {
                listeners.add(listener);
            }
            if (state != State.CANCELLED) {
                return;
            }
        }
        tell(listener);
    }

    /** Runs what was to run when it is cancelled. To be called by whoever cancelled it, after the answer. */
    void tellCancelled() {
        takeListeners().forEach(this::tell);
    }

    private synchronized List<Runnable> takeListeners() {
        List<Runnable> taken = List.copyOf(listeners);
        listeners.clear();
        return taken;
    }

    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error failure) {
            log.warn("What was to run when request {} is cancelled failed", request.tag(), failure);
        }
    }
}
