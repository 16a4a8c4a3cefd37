package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import academy.exchange.Acknowledgement;
import academy.exchange.Delivery;

/**
 * A delivery for which something is held, a permit for example, until its handler has ended and it is settled, whichever
 * comes last: so the messages that are neither stay few.
 */
final class HeldDelivery implements Acknowledgement {

    private static final AtomicIntegerFieldUpdater<HeldDelivery> STATE =
            AtomicIntegerFieldUpdater.newUpdater(HeldDelivery.class, "state");

    private static final int SETTLED = 1;
    private static final int ENDED = 2;

    private final Delivery delivery;
    private final Acknowledgement acknowledgement;
    private final Runnable release;

    @SuppressWarnings("UnusedVariable") // but by the updater: one object less for each message
    private volatile int state;

    private HeldDelivery(Delivery taken, Runnable release) {
        this.acknowledgement = taken.acknowledgement();
        this.delivery = new Delivery(taken.message(), this);
        this.release = release;
    }

    /**
     * Holds until then.
     *
     * @param release runs once, on the thread that settles or on that of the handler
     */
    static HeldDelivery of(Delivery taken, Runnable release) {
        HeldDelivery held = new HeldDelivery(taken, release);
        var unused = held.isSettled();
        return held;
    }

    /** What the handler gets. Its acknowledgement is this. */
    Delivery delivery() {
        return delivery;
    }

    /** To be called when the handler has ended, however. */
    void handlerEnded() {
        var unused = isSettled();
        note(ENDED);
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
            note(SETTLED);
        }
        return isSettled;
    }

    @Override
    public void acknowledge() {
        acknowledgement.acknowledge();
        note(SETTLED);
    }

    @Override
    public void retry(Duration pause, String reason) {
        acknowledgement.retry(pause, reason);
        note(SETTLED);
    }

    @Override
    public void reject(String reason) {
        acknowledgement.reject(reason);
        note(SETTLED);
    }

    private void note(int what) {
        int before = STATE.getAndAccumulate(this, what, (one, other) -> one | other);
        if (before != (SETTLED | ENDED) && (before | what) == (SETTLED | ENDED)) {
            release.run();
        }
    }
}
