package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import academy.exchange.Message;

/**
 * What a reader holds under one name. When Redis says that the lease is over, all of it is others' and forgotten here; the
 * reader goes on under another name.
 *
 * <p>Settling is for any thread; taking and handing out are for one at a time.
 */
final class Lease {

    private final LeaseContext context;
    private final String name;
    private final Settlements settlements;
    private final Map<Long, LeasedDelivery> out = new ConcurrentHashMap<>();
    private final Deque<Taken> kept = new ArrayDeque<>();
    private long next = 1;
    private volatile @Nullable Long unsureSince;
    private volatile boolean over;
    private volatile boolean cameBack;

    /** Something that is held and was not handed out yet. */
    static final class Taken {

        private final long number;
        private final byte[] item;
        private final int failed;
        private final byte[] reply;

        private Taken(long number, byte[] item, int failed, byte[] reply) {
            this.number = number;
            this.item = item;
            this.failed = failed;
            this.reply = reply;
        }

        long number() {
            return number;
        }

        byte[] item() {
            return item;
        }

        /** How many attempts to handle it failed. */
        int failed() {
            return failed;
        }

        /** What it was answered with, empty for nothing. */
        byte[] reply() {
            return reply;
        }
    }

    /**
     * Under a new name.
     *
     * @param handlers how many messages are handled at once: so many of those that are held have begun at most. The name
     *     ends with it, for whoever finds the reader dead
     */
    Lease(LeaseContext context, int handlers) {
        this.context = context;
        this.name = UUID.randomUUID() + "." + handlers;
        this.settlements = new Settlements(this, context);
    }

    String name() {
        return name;
    }

    /** The key of the first number that was not given yet. */
    String numbers() {
        return context.numbers(name);
    }

    /** The key of the hash with what is held. */
    String taken() {
        return context.taken(name);
    }

    /** The first number under which nothing is held, as far as is known. */
    long next() {
        return next;
    }

    /** Redis put this under the next number. */
    void took(byte[] item, int failed, byte[] reply) {
        kept.addLast(new Taken(next++, item, failed, reply));
    }

    /** What was taken and not handed out. */
    Deque<Taken> kept() {
        return kept;
    }

    /** A call is on its way, or failed, that may have taken something: that is asked for before anything gets its number. */
    void unsure() {
        if (unsureSince == null) {
            unsureSince = System.nanoTime();
        }
    }

    void sure() {
        unsureSince = null;
    }

    boolean isUnsure() {
        return unsureSince != null;
    }

    /** Whether for so long something may have been held of which nobody here knows. For any thread. */
    boolean isUnsureFor(Duration time) {
        Long since = unsureSince;
        return since != null && System.nanoTime() - since > time.toNanos();
    }

    /** Hands out a message. */
    LeasedDelivery handOut(Taken taken, Message message) {
        LeasedDelivery delivery = new LeasedDelivery(this, taken.number(), message, taken.failed() + 1);
        out.put(taken.number(), delivery);
        if (message.isRequest()) {
            context.requests().add(message, delivery.place());
            if (over) {
                context.requests().lose(message, delivery.place());
            }
        }
        return delivery;
    }

    /** Whoever has the message decided. */
    void settle(LeasedDelivery delivery, Settlement settlement) {
        if (!over) {
            settlements.add(settlement);
        }
        if (!out.remove(delivery.number(), delivery) || !delivery.message().isRequest()) {
            return;
        }
        if (over) {
            context.requests().lose(delivery.message(), delivery.place());
        } else {
            context.requests().remove(delivery.message(), delivery.place());
        }
    }

    /** Decides on something that was not handed out. */
    void settle(Settlement settlement) {
        settlements.add(settlement);
    }

    /** Has Redis told what it should have been told already, for example when there was no memory for it. */
    void goOnSettling() {
        settlements.goOn();
    }

    /** Waits until Redis knows what was decided, at most this long. */
    void awaitSettled(Duration patience) {
        settlements.await(patience);
    }

    /** Redis put a message back that is to be tried again. */
    void triedAgain() {
        cameBack = true;
    }

    /** Whether that happened since it was asked last. */
    boolean cameBack() {
        boolean happened = cameBack;
        cameBack = false;
        return happened;
    }

    boolean isOver() {
        return over;
    }

    /** Nothing is held any more; what is decided from now on changes nothing. */
    void end() {
        over = true;
        for (LeasedDelivery delivery : out.values()) {
            if (delivery.message().isRequest()) {
                context.requests().lose(delivery.message(), delivery.place());
            }
        }
        out.clear();
    }
}
