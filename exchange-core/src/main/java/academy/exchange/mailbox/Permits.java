package academy.exchange.mailbox;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many messages may be taken. Given back in batches: when a quarter of what may be taken ahead has come together, or
 * when {@link #settleUp} says that there is nothing left to wait for. So a loop that waits takes many at once, and none
 * later than it is needed.
 */
final class Permits {

    /** The handlers have the rest to go on with meanwhile. */
    private static final int BATCHES_AHEAD = 4;

    private final AtomicInteger free;
    private final AtomicInteger due = new AtomicInteger();
    private final int batch;
    private volatile boolean wanted;
    private volatile Runnable listener = () -> {};

    /**
     * @param atOnce for messages that can be begun at once
     * @param ahead for messages that are taken ahead; those of none of them come back one by one
     */
    Permits(int atOnce, int ahead) {
        this.free = new AtomicInteger(Math.addExact(atOnce, ahead));
        this.batch = 1 + ahead / BATCHES_AHEAD;
    }

    /** Tells this, once for each {@link #takeAll} that found nothing, when there is something; on any thread. */
    void tell(Runnable whenFree) {
        listener = whenFree;
    }

    /** Takes all that are free; 0 if there is none, and then the listener is told of the next. */
    int takeAll() {
        int taken = free.getAndSet(0);
        if (taken > 0) {
            return taken;
        }
        wanted = true;
        // Whoever gives back after this sees that it is wanted; what was given back before, this sees.
        taken = free.getAndSet(0);
        if (taken > 0) {
            wanted = false;
        }
        return taken;
    }

    void giveBack(int unused) {
        if (unused > 0) {
            free.addAndGet(unused);
            if (wanted) {
                wanted = false;
                listener.run();
            }
        }
    }

    /** Gives one back that comes with others. */
    void giveBackSoon() {
        if (due.incrementAndGet() >= batch) {
            settleUp();
        }
    }

    /** Gives all back that waited for others. */
    void settleUp() {
        if (due.get() > 0) {
            giveBack(due.getAndSet(0));
        }
    }
}
