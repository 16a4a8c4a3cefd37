package academy.exchange.mailbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import academy.exchange.Acknowledgement;
import academy.exchange.Delivery;

/**
 * The threads that handle messages in their turn; each message taken for them has a permit until it is handled and
 * settled. Where handling takes no time it is done at once, on the loop's thread.
 */
final class Workers implements HandlerThreads.Work<Delivery> {

    private final Settling settling;
    private final Settling.Call handler;
    private final boolean isPrompt;
    private final int concurrency;
    private final Permits permits;
    private final HandlerThreads<Delivery> threads;
    private final BooleanSupplier isAbandoned;
    private final Runnable release = this::release;
    private final AtomicInteger extra = new AtomicInteger();
    private volatile Runnable listener = () -> {};

    Workers(ContainerSetup setup, HandlerPool pool) {
        this(setup, pool, pool);
    }

    /**
     * @param executor has the threads on which the handlers run
     */
    Workers(ContainerSetup setup, HandlerPool pool, Executor executor) {
        String container = setup.id();
        ContainerOptions options = setup.options();
        this.handler = setup.handler()::handle;
        this.isPrompt = setup.handler().isPrompt();
        this.settling = new Settling(setup);
        this.concurrency = options.concurrency();
        this.permits = new Permits(concurrency, options.prefetch());
        this.threads = new HandlerThreads<>(
                container,
                pool,
                executor,
                concurrency,
                number -> container + "-worker-" + number,
                setup.failures(),
                this);
        this.isAbandoned = threads::isAbandoned;
    }

    /** Tells this when there may be permits after there were none, and when there is work that needed none. */
    void tell(Runnable change) {
        permits.tell(change);
        listener = change;
    }

    /** Whether messages are handled at once, on the loop's thread. */
    boolean isPrompt() {
        return isPrompt;
    }

    /** Takes all permits that are free; 0 if there is none, of which the listener learns when it changes. */
    int acquire() {
        return permits.takeAll();
    }

    void giveBack(int unused) {
        permits.giveBack(unused);
    }

    /** Handles a delivery, which carries one permit until it is handled and settled, or has a worker do so. */
    void handle(Delivery delivery) {
        boolean isHeld = delivery.acknowledgement() != Acknowledgement.SETTLED;
        Delivery job = isHeld ? HeldDelivery.of(delivery, release).delivery() : delivery;
        if (isPrompt) {
            threads.runHere(job);
            permits.settleUp();
        } else {
            threads.execute(job);
        }
    }

    /** Calls again for a thread if there is work and memory was too short for one. */
    void callAgain() {
        threads.call();
    }

    /** Hands a delivery that was not taken for a worker to the next one that is free; runs this when it is settled, too. */
    void handleExtra(Delivery delivery, Runnable afterwards) {
        extra.incrementAndGet();
        threads.execute(HeldDelivery.of(delivery, () -> {
                    extra.decrementAndGet();
                    afterwards.run();
                })
                .delivery());
        listener.run();
    }

    @Override
    public void call(Delivery delivery) throws Exception {
        settling.settle(delivery, handler, isAbandoned);
    }

    @Override
    public void ended(Delivery delivery) {
        if (delivery.acknowledgement() instanceof HeldDelivery held) {
            held.handlerEnded();
        } else {
            permits.giveBackSoon();
        }
    }

    @Override
    public void rests() {
        permits.settleUp();
    }

    @Override
    public String subject(Delivery delivery) {
        return HandlerThreads.subject(delivery.message());
    }

    /** Whoever settles what is held after the workers have come to rest is the last to see to it. */
    private void release() {
        permits.giveBackSoon();
        if (!threads.hasWaiting()) {
            permits.settleUp();
        }
    }

    /** How many messages there are that were not taken for a worker and are not handled and settled. */
    int extra() {
        return extra.get();
    }

    /** Expects no more messages; those it has are handled. */
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
