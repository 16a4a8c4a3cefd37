package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread on which the exchange does by itself what is due later, or again and again. It is made when the first thing is
 * due, and is a daemon. What is done on it must not block.
 */
final class Pacemaker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pacemaker.class);

    private final ScheduledThreadPoolExecutor thread;

    /**
     * @param name of its thread
     */
    Pacemaker(String name) {
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    /**
     * Does something at once and then again and again, until the future is cancelled; a failure ends nothing, and neither
     * does memory that somebody used up for a while.
     */
    Future<?> every(Duration interval, String what, Runnable action) {
        return thread.scheduleAtFixedRate(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException | Error failure) {
                        report(what, interval, failure);
                    }
                },
                0,
                interval.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /** Does something once, after so long; at once if this is closed. */
    void after(Duration pause, Runnable action) {
        try {
            var unused = thread.schedule(action, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            action.run();
        }
    }

    private static void report(String what, Duration interval, Throwable failure) {
        try {
            log.warn("Could not {}; tries again in {}", what, interval, failure);
        } catch (OutOfMemoryError full) {
            // What is due next matters more than the word about it.
        }
    }

    /** Nothing is done again; what is due later is still done then, since somebody may wait for it. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
