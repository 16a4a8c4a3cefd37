package academy.exchange.handle;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what callers attached to their futures. As many threads as are needed, and no queue: a callback that blocks, even
 * one that waits for another answer, holds up neither the reader of answers nor another callback.
 */
final class AnswerThreads implements Executor {

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;

    AnswerThreads(String name) {
        AtomicInteger made = new AtomicInteger();
        this.pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
                    // Whoever forgets to close the exchange must still be able to end the program.
                    thread.setDaemon(true);
                    // Not that of whoever asked first, which may be a web application that is to be unloaded.
                    thread.setContextClassLoader(AnswerThreads.class.getClassLoader());
                    return thread;
                });
    }

    @Override
    public void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            // After the close, or out of threads: no answer may be lost by that.
            task.run();
        }
    }

    /** Lets tasks that run finish; later ones run on the thread that brings them. */
    void close() {
        pool.shutdown();
    }
}
