package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import academy.exchange.Acknowledgement;
import academy.exchange.Delivery;

/**
 * A delivery for which something is held, a permit for example, until its handler has ended and it is settled, whichever
 * comes last: so the messages that are neither stay few.
 */
final class HeldDelivery implements Acknowledgement {

    private final Delivery delivery;
    private final Acknowledgement acknowledgement;
    private final Runnable release;
    private final AtomicInteger reasons = new AtomicInteger(2);
    private final AtomicBoolean settled = new AtomicBoolean();

    private HeldDelivery(Delivery taken, Runnable release) {
        this.acknowledgement = taken.acknowledgement();
        this.delivery = acknowledgement.isSettled() ? taken : new Delivery(taken.message(), this);
        this.release = release;
    }

    /**
     * Holds until then.
     *
     * @param release runs once, on the thread that settles or on that of the handler
     */
    static HeldDelivery of(Delivery taken, Runnable release) {
        HeldDelivery held = new HeldDelivery(taken, release);
        if (held.acknowledgement.isSettled()) {
            held.settled();
        }
        return held;
    }

    /** What the handler gets. */
    Delivery delivery() {
        return delivery;
    }

    /** To be called once when the handler has ended, however. */
    void handlerEnded() {
        var unused = isSettled();
        oneReasonLess();
    }

    @Override
    public int attempt() {
        return acknowledgement.attempt();
    }

    @Override
    public boolean isSettled() {
        boolean isSettled = acknowledgement.isSettled();
        if (isSettled) {
            // Perhaps by nobody here: others have it when its reader was taken for dead.
            settled();
        }
        return isSettled;
    }

    @Override
    public void acknowledge() {
        acknowledgement.acknowledge();
        settled();
    }

    @Override
    public void retry(Duration pause, String reason) {
        acknowledgement.retry(pause, reason);
        settled();
    }

    @Override
    public void reject(String reason) {
        acknowledgement.reject(reason);
        settled();
    }

    private void settled() {
        if (settled.compareAndSet(false, true)) {
            oneReasonLess();
        }
    }

    private void oneReasonLess() {
        if (reasons.decrementAndGet() == 0) {
            release.run();
        }
    }
}
