package academy.exchange.mailbox;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;

/** Hands out what was taken, each message to a worker or to the one for what is urgent. For the loop alone. */
final class Dispatch {

    private final Workers workers;
    private final UrgentWorker urgent;

    /** What was taken and not handed out yet: nothing between two turns, unless memory ran out on the way. */
    private Iterator<Delivery> taken = Collections.emptyIterator();

    private @Nullable Delivery next;

    /** Where messages come from. */
    @FunctionalInterface
    interface Intake {

        List<Delivery> take(int most) throws InterruptedException;
    }

    Dispatch(Workers workers, UrgentWorker urgent) {
        this.workers = workers;
        this.urgent = urgent;
    }

    /** Whether something was taken and not handed out. */
    boolean hasNext() {
        return next != null || taken.hasNext();
    }

    /** Hands out what is left, or else takes and hands out; gives those permits back that no message keeps. */
    void handOut(int permits, Intake intake) throws InterruptedException {
        int unused = permits;
        try {
            if (!hasNext()) {
                taken = intake.take(permits).iterator();
            }
            while (unused > 0 && hasNext()) {
                unused -= handOutNext();
            }
        } finally {
            workers.giveBack(unused);
        }
    }

    /** One that could not be handed out is still the next then. */
    private int handOutNext() {
        Delivery delivery = next == null ? taken.next() : next;
        next = delivery;
        int kept = handOut(delivery);
        next = null;
        return kept;
    }

    /** Returns how many permits the message keeps. */
    private int handOut(Delivery delivery) {
        if (!urgent.takes(delivery.message())) {
            workers.handle(delivery);
            return 1;
        }
        if (urgent.isBehind()) {
            urgent.handle(delivery, () -> workers.giveBack(1));
            return 1;
        }
        urgent.handle(delivery);
        return 0;
    }
}
