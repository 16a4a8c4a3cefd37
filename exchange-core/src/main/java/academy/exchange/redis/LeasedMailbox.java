package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.lettuce.core.RedisCommandExecutionException;

import academy.exchange.BadEntityIdException;
import academy.exchange.DeadLetter;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Reads one mailbox at least once:
 *
 * <ol>
 *   <li>A script takes what is there under the reader's lease, if it has one still.
 *   <li>If there is nothing, a move of the first item to where it lies waits in slices. It changes nothing, so that it
 *       does not matter whether its reply arrives.
 *   <li>What was taken is decoded and handed out. What cannot be becomes a dead letter, and what was answered already is
 *       answered again.
 * </ol>
 */
final class LeasedMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(LeasedMailbox.class);

    /** Redis may round less down to zero, which is without limit. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    /** A full Redis does not let readers wait for messages. */
    private static final Duration POLL_WHEN_FULL = Duration.ofMillis(50);

    /** How often a reader that is too busy to take looks for what is urgent from the front. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** How long a reader that closes waits until Redis knows what was settled and given back. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final RedisExchange exchange;
    private final EntityId id;
    private final String queue;
    private final MailboxReader reader;
    private final Readiness readiness;
    private final MailboxTurn turn;
    private final QueueSift sift;
    private final LeaseContext context;
    private final LeaseRenewal leases;
    private final LeasedTake taking;
    private final LeasedIntake intake;
    private final int handlers;
    /** Whether something is held that was not handed out. */
    private volatile boolean keepsSome;

    /** When the next pause is over, by {@link System#nanoTime}; null if there is none. */
    private volatile @Nullable Long pauseOver;

    private long startedOver = System.nanoTime();

    LeasedMailbox(
            RedisExchange exchange,
            EntityId id,
            RedisKeys keys,
            MailboxReader reader,
            Readiness readiness,
            Duration retryWindow,
            DeliveryOptions options) {
        this.exchange = exchange;
        this.id = id;
        this.queue = keys.queue(id);
        this.reader = reader;
        this.readiness = readiness.ofQueue(queue).ofState(keys.active(id)).ofState(keys.pausing(id));
        this.turn = new MailboxTurn(exchange, id, reader, "");
        this.sift = new QueueSift(id, reader, keys, retryWindow);
        this.context = new LeaseContext(exchange, id, keys, options);
        this.leases = new LeaseRenewal(context, exchange.pacemaker(), reader, readiness::tell);
        this.taking = new LeasedTake(context, reader);
        this.intake = new LeasedIntake(exchange, id);
        this.handlers = options.handlers();
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public EntityId mailboxId() {
        return id;
    }

    /** Settles in its turn: a close in between would give back what is handed out. */
    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        MailboxTurn.requireMax(max);
        long deadline = MailboxTurn.deadline(timeout);
        return turn.until(deadline, timeout, List.of(), () -> {
            List<Delivery> deliveries = takeUntil(deadline, max);
            deliveries.forEach(delivery -> delivery.acknowledgement().acknowledge());
            return deliveries.stream().map(Delivery::message).toList();
        });
    }

    @Override
    public List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        MailboxTurn.requireMax(max);
        long deadline = MailboxTurn.deadline(timeout);
        return turn.until(deadline, timeout, List.of(), () -> takeUntil(deadline, max));
    }

    @Override
    public boolean beginTake(int max) {
        MailboxTurn.requireMax(max);
        return turn.ifFree(() -> {
            Lease lease = leases.present();
            return lease != null && lease.kept().isEmpty() && !lease.isUnsure() && taking.begin(lease, max);
        });
    }

    /** What dead readers held comes back by renewals, and so there has to be a lease. */
    @Override
    public boolean whenReady(Runnable then) {
        if (!readiness.whenReady(then)) {
            return false;
        }
        Long next = pauseOver;
        if (keepsSome || leases.present() == null) {
            readiness.tell();
        } else if (next != null) {
            readiness.tellIn(Duration.ofNanos(Math.max(next - System.nanoTime(), 0)));
        }
        return true;
    }

    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        return turn.briefly(Urgent.NOTHING, () -> {
            turn.requireOpen();
            Lease lease = leases.require(handlers);
            try {
                if (mayBeInFront(lease)) {
                    sift.startOver();
                    fill(lease, 0);
                } else if (lease.isUnsure()) {
                    fill(lease, 0);
                }
                QueueSift.Found found = sift.look(kinds, lease);
                if (lease.isUnsure()) {
                    // Only now is it known how often each was tried, and what it was answered with.
                    fill(lease, 0);
                }
                Urgent urgent = new Urgent(urgent(lease, kinds), found.withdrawn());
                tellIfKept(lease);
                return urgent;
            } catch (LeaseLostException over) {
                lease.end();
                readiness.tell();
                return Urgent.NOTHING;
            }
        });
    }

    /** What is tried again, or was a dead reader's, comes to the front, where the look has been already. */
    private boolean mayBeInFront(Lease lease) {
        boolean over = System.nanoTime() - startedOver > LOOK_AGAIN.toNanos();
        if (!lease.cameBack() && !over) {
            return false;
        }
        startedOver = System.nanoTime();
        return true;
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return exchange.deadLetters().newest(id, max);
    }

    @Override
    public int redrive(int max) {
        turn.requireOpen();
        return exchange.deadLetters().redrive(id, max);
    }

    @Override
    public void heartbeat() {
        if (turn.isClosed()) {
            throw new MailboxClosedException(id);
        }
        exchange.heartbeats().beat(id);
    }

    @Override
    public void stopReading() {
        turn.close(() -> {
            awaitBegun();
            reader.close();
        });
        readiness.close();
    }

    /** Who does not know what they hold does not renew their lease, and others would get what is still being handled. */
    private void awaitBegun() {
        Lease lease = leases.present();
        if (lease == null || !reader.hasBegun()) {
            return;
        }
        try {
            Duration unused = fill(lease, 0);
        } catch (LeaseLostException over) {
            lease.end();
        } catch (RuntimeException e) {
            log.debug("A take for {} that was begun before the end of reading failed", id, e);
        }
    }

    @Override
    public void close() {
        turn.close(() -> {
            leases.close();
            Lease lease = leases.present();
            if (lease != null) {
                giveBack(lease);
            }
            reader.close();
            exchange.forget(this);
        });
        readiness.close();
    }

    /** Ends as a process does that dies: nothing is given back, and the lease runs out. For tests. */
    void die() {
        turn.close(() -> {
            leases.die();
            reader.close();
            exchange.forget(this);
        });
        readiness.close();
    }

    @Override
    public String toString() {
        return "LeasedMailbox[" + id + "]";
    }

    private void tellIfKept(Lease lease) {
        keepsSome = !lease.kept().isEmpty();
        if (keepsSome) {
            readiness.tell();
        }
    }

    private List<Delivery> takeUntil(long deadline, int max) throws InterruptedException {
        while (true) {
            turn.requireOpen();
            Lease lease = leases.require(handlers);
            try {
                // What was kept from before may be others' by now.
                Duration pause = fill(lease, lease.kept().isEmpty() ? max : 0);
                boolean found = !lease.kept().isEmpty();
                List<Delivery> deliveries = handOut(lease, max);
                keepsSome = !lease.kept().isEmpty();
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (!deliveries.isEmpty() || (!found && left.toMillis() <= 0)) {
                    return deliveries;
                }
                if (!found) {
                    await(shorter(left, pause));
                }
            } catch (LeaseLostException over) {
                lease.end();
            }
        }
    }

    /** Takes up to so many messages and says after which time there may be another, whatever is sent. */
    private Duration fill(Lease lease, int max) {
        List<Object> reply = taking.take(lease, max);
        if (reply.get(0) instanceof Long refused && reply.size() == 1) {
            throw failure(lease, refused);
        }
        List<?> items = (List<?>) reply.get(1);
        List<?> failed = (List<?>) reply.get(2);
        List<?> replies = (List<?>) reply.get(3);
        for (int i = 0; i < items.size(); i++) {
            int attempts = i < failed.size() ? ((Long) failed.get(i)).intValue() : 0;
            lease.took((byte[]) items.get(i), attempts, i < replies.size() ? (byte[]) replies.get(i) : new byte[0]);
        }
        lease.sure();
        long pause = (Long) reply.get(0);
        pauseOver = pause < 0 ? null : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
        return pause < 0 ? FOREVER : Duration.ofMillis(pause);
    }

    private RuntimeException failure(Lease lease, long refused) {
        if (refused == LeaseScripts.FENCED) {
            return new LeaseLostException();
        }
        lease.end();
        return refused == Scripts.TERMINATED ? new MailboxTerminatedException(id) : new BadEntityIdException(id);
    }

    /** All of it is kept until all is read: what is read when memory runs out is read once more. */
    private List<Delivery> handOut(Lease lease, int max) {
        List<Delivery> deliveries = new ArrayList<>();
        int seen = 0;
        for (Iterator<Lease.Taken> kept = lease.kept().iterator(); kept.hasNext() && deliveries.size() < max; seen++) {
            intake.read(lease, kept.next()).ifPresent(deliveries::add);
        }
        for (; seen > 0; seen--) {
            lease.kept().remove();
        }
        return deliveries;
    }

    /** The messages of these kinds; what merely looked like one waits for the next that take. */
    private List<Delivery> urgent(Lease lease, Set<Urgency> kinds) {
        List<Delivery> urgent = new ArrayList<>();
        Set<Lease.Taken> read = new HashSet<>();
        for (Lease.Taken taken : lease.kept()) {
            if (isAmong(kinds, taken)) {
                intake.read(lease, taken).ifPresent(urgent::add);
                read.add(taken);
            }
        }
        lease.kept().removeIf(read::contains);
        return urgent;
    }

    private boolean isAmong(Set<Urgency> kinds, Lease.Taken taken) {
        try {
            return Urgency.of(exchange.codec().decode(taken.item()))
                    .filter(kinds::contains)
                    .isPresent();
        } catch (MalformedMessageException e) {
            return true;
        }
    }

    private void await(Duration limit) throws InterruptedException {
        Duration slice = shorter(limit, reader.longestPop());
        try {
            reader.peek(queue, slice.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : slice);
        } catch (RedisCommandExecutionException e) {
            if (!String.valueOf(e.getMessage()).startsWith("OOM")) {
                throw e;
            }
            turn.pause(shorter(slice, POLL_WHEN_FULL));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for a message to " + id);
        }
    }

    private void giveBack(Lease lease) {
        lease.awaitSettled(CLOSING);
        lease.end();
        CompletableFuture<Long> released = context.calls()
                .run(
                        "give back what a reader of " + id + " holds",
                        LeaseScripts.RELEASE,
                        context.keys(lease.name()),
                        context.withLetters(utf8(lease.name())));
        try {
            released.get(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("What a closed reader of {} holds is delivered again when its lease is over", id, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
