package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which the exchange does by itself what is due again and again. It is made when the first thing is due, and
 * is a daemon. What is done on it must not block.
 */
final class Pacemaker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pacemaker.class);

    private final ScheduledThreadPoolExecutor thread;

    Pacemaker() {
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "academy-exchange-pacemaker");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
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

    private static void report(String what, Duration interval, Throwable failure) {
        try {
            log.warn("Could not {}; tries again in {}", what, interval, failure);
        } catch (OutOfMemoryError full) {
            // What is due next matters more than the word about it.
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
