package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import academy.exchange.Message;

/** The threads that handle messages in their turn; each message taken for them has a permit until it is handled. */
final class Workers {

    private final MessageHandler handler;
    private final int concurrency;
    private final Semaphore permits;
    private final HandlerThreads threads;
    private final AtomicInteger extra = new AtomicInteger();

    Workers(String container, MessageHandler handler, ContainerOptions options, LongAdder failures) {
        this.handler = handler;
        this.concurrency = options.concurrency();
        this.permits = new Semaphore(Math.addExact(concurrency, options.prefetch()));
        this.threads = new HandlerThreads(container, concurrency, number -> container + "-worker-" + number, failures);
    }

    /** Whether nothing more may be taken, since no permit is free. */
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
        threads.execute(HandlerThreads.subject(message), () -> handler.handle(message), permits::release);
    }

    /** Hands a message that was not taken for a worker to the next one that is free, and runs this then. */
    void handleExtra(Message message, Runnable afterwards) {
        extra.incrementAndGet();
        threads.execute(HandlerThreads.subject(message), () -> handler.handle(message), () -> {
            extra.decrementAndGet();
            afterwards.run();
        });
    }

    /** How many messages there are that were not taken for a worker, whether they wait or are being handled. */
    int extra() {
        return extra.get();
    }

    /** Takes no more messages; the threads end with the handlers that run. */
    void finish() {
        threads.finish();
    }

    /** Completes when {@link #finish} was called and the last handler has ended. */
    CompletableFuture<Void> ended() {
        return threads.ended();
    }

    /** Interrupts the handlers that still run and returns what they are at. */
    List<String> abandon() {
        return threads.abandon();
    }

    /** How many messages are being handled; what was taken ahead and waits does not count. */
    int inFlight() {
        return Math.min(concurrency, threads.unfinished());
    }

    /** Whether the current thread is one of these workers. */
    boolean isCurrentThread() {
        return threads.isCurrentThread();
    }
}
