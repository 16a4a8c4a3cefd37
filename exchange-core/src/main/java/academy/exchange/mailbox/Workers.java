package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ForeignText;
import academy.exchange.Message;

/** The threads that run a handler, at most as many at once as there are permits. */
final class Workers {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final MessageHandler handler;
    private final LongAdder failures;
    private final Semaphore permits;
    private final ThreadPoolExecutor pool;
    private final Set<Handling> inFlight = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    Workers(String container, MessageHandler handler, int concurrency, LongAdder failures) {
        this.container = container;
        this.handler = handler;
        this.failures = failures;
        this.permits = new Semaphore(concurrency);
        this.pool = new Pool(concurrency, threads());
    }

    /** Whether no worker is free. */
    boolean isBusy() {
        return permits.availablePermits() == 0;
    }

    /** Waits for a permit at most this long and takes it together with all others that are free; 0 if there is none. */
    int acquireWithin(Duration limit) throws InterruptedException {
        return permits.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS) ? 1 + permits.drainPermits() : 0;
    }

    void giveBack(int unused) {
        permits.release(unused);
    }

    /** Hands a message, which carries one permit, to a worker. */
    void handle(Message message) {
        Handling handling = new Handling(message);
        inFlight.add(handling);
        try {
            pool.execute(handling);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            // The message is gone from the mailbox: better late, or on the poll thread, than lost.
            handling.run();
        }
    }

    /** Takes no more messages; the threads end with the handlers that run. */
    void finish() {
        pool.shutdown();
    }

    /** Completes when {@link #finish} was called and the last handler has ended. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** Interrupts the handlers that still run and returns their messages. */
    List<Message> abandon() {
        List<Message> messages =
                inFlight.stream().map(handling -> handling.message).toList();
        pool.shutdownNow();
        return messages;
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Whether the current thread is one of these workers. */
    boolean isCurrentThread() {
        return Thread.currentThread() instanceof Worker worker && worker.owner == this;
    }

    private ThreadFactory threads() {
        AtomicInteger made = new AtomicInteger();
        return task -> new Worker(this, task, container + "-worker-" + made.incrementAndGet());
    }

    private void report(Message message, Throwable failure) {
        failures.increment();
        log.error(
                "The handler of container '{}' failed on message {} from {}",
                container,
                message.tag(),
                ForeignText.line(message.src().toString()),
                failure);
    }

    /** One message on its way through the handler; two are never equal, even if their messages are. */
    private final class Handling implements Runnable {

        private final Message message;

        Handling(Message message) {
            this.message = message;
        }

        @Override
        public void run() {
            try {
                handler.handle(message);
            } catch (Throwable failure) {
                // Whatever a handler throws, an OutOfMemoryError included, is its own affair and not the loop's.
                report(message, failure);
            } finally {
                inFlight.remove(this);
                permits.release();
            }
        }
    }

    /** Inherits from the thread that starts the container whether it keeps the JVM alive. */
    private static final class Worker extends Thread {

        private final Workers owner;

        Worker(Workers owner, Runnable task, String name) {
            super(task, name);
            this.owner = owner;
        }
    }

    private final class Pool extends ThreadPoolExecutor {

        Pool(int size, ThreadFactory threads) {
            super(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        }

        @Override
        protected void terminated() {
            ended.complete(null);
        }
    }
}
