package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import academy.exchange.Delivery;

/**
 * The threads that handle messages in their turn; each message taken for them has a permit until it is handled and
 * settled.
 */
final class Workers {

    private final MessageHandler handler;
    private final Settling settling;
    private final int concurrency;
    private final Semaphore permits;
    private final HandlerThreads threads;
    private final AtomicInteger extra = new AtomicInteger();

    Workers(ContainerSetup setup) {
        String container = setup.id();
        this.handler = setup.handler();
        this.settling = new Settling(setup);
        this.concurrency = setup.options().concurrency();
        this.permits = new Semaphore(Math.addExact(concurrency, setup.options().prefetch()));
        this.threads =
                new HandlerThreads(container, concurrency, number -> container + "-worker-" + number, setup.failures());
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

    /** Hands a delivery, which carries one permit until it is handled and settled, to a worker. */
    void handle(Delivery delivery) {
        execute(HeldDelivery.of(delivery, permits::release));
    }

    /** Hands a delivery that was not taken for a worker to the next one that is free; runs this when it is settled, too. */
    void handleExtra(Delivery delivery, Runnable afterwards) {
        extra.incrementAndGet();
        execute(HeldDelivery.of(delivery, () -> {
            extra.decrementAndGet();
            afterwards.run();
        }));
    }

    private void execute(HeldDelivery held) {
        Delivery delivery = held.delivery();
        threads.execute(
                HandlerThreads.subject(delivery.message()),
                () -> settling.settle(delivery, handler::handle, threads::isAbandoned),
                held::handlerEnded);
    }

    /** How many messages there are that were not taken for a worker and are not handled and settled.
     */
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
