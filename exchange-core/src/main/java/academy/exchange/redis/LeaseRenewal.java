package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.MailboxTerminatedException;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Begins leases and renews the present one now and then, without waiting. Each renewal also gives back what readers held
 * whose lease is over.
 */
final class LeaseRenewal implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LeaseRenewal.class);

    private final LeaseContext context;
    private final Pacemaker pacemaker;
    private final MailboxReader reader;
    private final Runnable whenOver;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile @Nullable Lease lease;
    private @Nullable Future<?> schedule;
    private volatile boolean closed;

    /**
     * @param whenOver what to do when a lease turns out to be over; must not block
     */
    LeaseRenewal(LeaseContext context, Pacemaker pacemaker, MailboxReader reader, Runnable whenOver) {
        this.context = context;
        this.pacemaker = pacemaker;
        this.reader = reader;
        this.whenOver = whenOver;
    }

    /** The present lease, null if there is none. */
    @Nullable
    Lease present() {
        Lease current = lease;
        return current == null || current.isOver() ? null : current;
    }

    /**
     * The present lease, or a new one; for the thread that reads.
     *
     * @param handlers how many messages are handled at once, for a new one
     * @throws MailboxTerminatedException if the mailbox was terminated
     * @throws BadEntityIdException if all trace of it vanished
     */
    Lease require(int handlers) {
        Lease current = present();
        return current == null ? begin(handlers) : current;
    }

    /** Renews no more; a renewal may be on its way still. */
    @Override
    public void close() {
        closed = true;
        Future<?> current = schedule;
        if (current != null) {
            current.cancel(false);
        }
    }

    /** Renews no more, as somebody dead, of whom nothing arrives any more either. For tests. */
    void die() {
        close();
        while (renewing.get()) {
            Thread.onSpinWait();
        }
    }

    private Lease begin(int handlers) {
        Lease fresh = new Lease(context, handlers);
        List<Object> reply = reader.evaluate(
                LeaseScripts.RENEW, context.keys(fresh.name()).toArray(String[]::new), arguments(fresh, true));
        context.recovered(reply);
        requireGranted((Long) reply.get(0));
        lease = fresh;
        if (schedule == null) {
            Duration interval = context.renewalInterval();
            schedule = pacemaker.every(interval, "renew a lease of " + context.mailbox(), this::renew);
        }
        return fresh;
    }

    private void requireGranted(long outcome) {
        if (outcome == Scripts.TERMINATED) {
            throw new MailboxTerminatedException(context.mailbox());
        }
        if (outcome == Scripts.MISSING) {
            throw new BadEntityIdException(context.mailbox());
        }
    }

    /** What a reader may hold and does not come back to ask for is with others sooner if it is not renewed. */
    private void renew() {
        Lease current = present();
        if (current == null) {
            return;
        }
        current.goOnSettling();
        if (current.isUnsureFor(reader.longestReply()) || !renewing.compareAndSet(false, true)) {
            return;
        }
        boolean asked = false;
        try {
            if (!closed) {
                ask(current);
                asked = true;
            }
        } finally {
            if (!asked) {
                renewing.set(false);
            }
        }
    }

    private void ask(Lease current) {
        var unused = context.calls()
                .runOnce(
                        LeaseScripts.RENEW,
                        context.keys(current.name()).toArray(String[]::new),
                        arguments(current, false))
                .whenComplete((reply, failure) -> {
                    renewing.set(false);
                    if (failure == null) {
                        accept(current, reply);
                    } else {
                        log.debug("Could not renew a lease of {}; tries again", context.mailbox(), failure);
                    }
                });
    }

    private void accept(Lease renewed, List<Object> reply) {
        if ((Long) reply.get(0) != 1) {
            renewed.end();
            log.info("A reader of {} was taken for dead; what it held is delivered again", context.mailbox());
            whenOver.run();
        }
        context.recovered(reply);
    }

    private byte[][] arguments(Lease renewed, boolean isNew) {
        return context.withLetters(
                utf8(renewed.name()), utf8(Long.toString(context.leaseTime().toMillis())), utf8(isNew ? "1" : "0"));
    }
}
