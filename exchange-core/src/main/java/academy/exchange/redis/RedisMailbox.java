package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.DeadLetter;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;
import academy.exchange.MessageIntake;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Reads one mailbox:
 *
 * <ol>
 *   <li>A script takes what is there, if the mailbox is active. Now and then it looks what readers left that delivered at
 *       least once.
 *   <li>If there is nothing, BLPOP waits in slices. Redis gives it the next message, or the sentinel. Where messages come one
 *       by one, some are waited for in a row before a script looks again.
 *   <li>What was taken is decoded and handed out; what cannot be is put aside, and the reading goes on.
 * </ol>
 *
 * <p>A reader that is closed or interrupted while it waits has Redis end the waiting and looks whether a message came
 * nevertheless; such a one is put back at the front.
 */
final class RedisMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(RedisMailbox.class);

    /** What one call takes or puts back at most: nobody else waits for long, and Lua has no room for 8,000 arguments. */
    private static final int MOST = 1000;

    private static final byte[] SENTINEL = utf8(Scripts.SENTINEL);

    private final RedisExchange exchange;
    private final EntityId id;
    private final String queue;
    private final String[] statusQueueIndexAndEnded;
    private final String[] ended;
    private final byte[] tickets;
    private final MailboxReader reader;
    private final Readiness readiness;
    private final QueueSift sift;
    private final LeftMessages leftByOthers;
    private final MessageIntake intake;
    private final MailboxTurn turn;
    private final Deque<byte[]> kept = new ArrayDeque<>();
    private final Trickle trickle = new Trickle();

    /** Whether something is held that was not handed out. */
    private volatile boolean keepsSome;

    private boolean mayHoldAnswered;
    private long lookedAt;

    RedisMailbox(
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
        this.statusQueueIndexAndEnded = new String[] {keys.active(id), queue, keys.open(id), keys.ended(id)};
        this.ended = new String[] {keys.ended(id)};
        this.tickets = utf8(keys.requests(id));
        this.reader = reader;
        this.sift = new QueueSift(id, reader, keys, retryWindow);
        this.leftByOthers = new LeftMessages(exchange, id, keys, reader, options, statusQueueIndexAndEnded);
        this.readiness = readiness
                .ofQueue(queue)
                .ofState(keys.active(id))
                .ofTrace(keys.readers(id), this::lookAgain)
                .ofTrace(keys.pausing(id), this::lookAgain);
        this.turn = new MailboxTurn(exchange, id, reader, "what Redis gave this reader in that moment is lost");
        this.intake = new MessageIntake(
                exchange, id, (content, reason) -> exchange.deadLetters().add(id, content, reason));
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public EntityId mailboxId() {
        return id;
    }

    @Override
    public List<Message> receive(int max, Duration timeout) throws InterruptedException {
        MailboxTurn.requireMax(max);
        long deadline = MailboxTurn.deadline(timeout);
        return turn.until(deadline, timeout, List.of(), () -> receiveUntil(deadline, max));
    }

    @Override
    public boolean whenReady(Runnable then) {
        if (!readiness.whenReady(then)) {
            return false;
        }
        if (keepsSome) {
            readiness.tell();
        }
        return true;
    }

    @Override
    public boolean beginTake(int max) {
        MailboxTurn.requireMax(max);
        return turn.ifFree(() -> kept.isEmpty() && leftByOthers.begin(most(max), tickets));
    }

    /** Others deliver at least once here, and may leave something. */
    private void lookAgain() {
        readiness.tellIn(leftByOthers.untilNextLook());
    }

    /** Does not wait for whoever receives: what is urgent comes to them before they would let us look. */
    @Override
    public Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        return turn.briefly(Urgent.NOTHING, () -> {
            turn.requireOpen();
            QueueSift.Found found = sift.look(kinds);
            return Urgent.settled(urgent(found.items(), kinds), found.withdrawn());
        });
    }

    /** The messages of these kinds; what merely looked like one goes back. */
    private List<Message> urgent(List<byte[]> items, Set<Urgency> kinds) {
        List<Message> urgent = new ArrayList<>();
        for (byte[] item : items) {
            for (Message message : intake.read(List.of(item))) {
                Optional<Urgency> kind = Urgency.of(message);
                if (kind.isPresent() && kinds.contains(kind.get())) {
                    urgent.add(message);
                } else {
                    kept.addLast(item);
                }
            }
        }
        sift.putInFront(kept.size());
        putBack();
        return urgent;
    }

    private List<Message> receiveUntil(long deadline, int max) throws InterruptedException {
        while (true) {
            turn.requireOpen();
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            List<byte[]> taken = waitsAtOnce(left) ? List.of() : take(max);
            List<Message> messages = intake.read(taken);
            if (!messages.isEmpty()) {
                return messages;
            }
            if (taken.isEmpty()) {
                left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.toMillis() <= 0) {
                    return messages;
                }
                awaitOne(left);
            }
        }
    }

    /** What a take brings that was begun was sent before what a wait would bring. */
    private boolean waitsAtOnce(Duration left) {
        return left.toMillis() > 0 && trickle.isLikely() && kept.isEmpty() && !leftByOthers.hasBegun();
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
    public void close() {
        turn.close(() -> {
            keepBegun();
            putBack();
            reader.close();
            exchange.forget(this);
        });
        readiness.close();
    }

    @Override
    public String toString() {
        return "RedisMailbox[" + id + "]";
    }

    private List<byte[]> take(int max) {
        List<byte[]> taken = new ArrayList<>();
        while (taken.size() < max && !kept.isEmpty()) {
            taken.add(kept.removeFirst());
        }
        if (taken.isEmpty()) {
            while (takeOpen(max, taken) > 0 && taken.isEmpty()) {
                log.debug("Left out requests to {} that were answered while it was taken for dead", id);
            }
            trickle.looked(!taken.isEmpty());
        }
        // More were asked for when the take was begun.
        while (taken.size() > max) {
            kept.addFirst(taken.remove(taken.size() - 1));
        }
        keepsSome = !kept.isEmpty();
        return taken;
    }

    private static byte[] most(int max) {
        return utf8(Integer.toString(Math.min(max, MOST)));
    }

    /** Adds what is to be handed out, and returns how many were left out since they were answered already. */
    private long takeOpen(int max, List<byte[]> taken) {
        lookedAt = System.nanoTime();
        mayHoldAnswered = false;
        long left = 0;
        for (Object item : leftByOthers.take(most(max), tickets)) {
            if (!(item instanceof Long number)) {
                taken.add((byte[]) item);
            } else if (number < 0) {
                throw number == Scripts.TERMINATED ? new MailboxTerminatedException(id) : new BadEntityIdException(id);
            } else {
                mayHoldAnswered = true;
                left = number;
            }
        }
        return left;
    }

    private void awaitOne(Duration left) throws InterruptedException {
        Duration slice = reader.longestPop();
        byte[] item = reader.pop(queue, left.compareTo(slice) < 0 ? left : slice);
        if (Arrays.equals(item, SENTINEL)) {
            reader.evaluate(Scripts.WAKE_SIBLINGS, statusQueueIndexAndEnded, SENTINEL);
        } else if (item != null) {
            kept.addLast(item);
            exchange.tickets().track(id, item);
            if (wasAnswered(item)) {
                kept.removeLast();
            }
        }
        trickle.waited(!kept.isEmpty());
        if (Thread.interrupted()) {
            putBack();
            throw new InterruptedException("interrupted while waiting for a message to " + id);
        }
    }

    /** Asks only if there may be such: one was there before the wait, or this process was held up for long. */
    private boolean wasAnswered(byte[] item) {
        boolean heldUp = exchange.mayCountAsDead(Duration.ofNanos(System.nanoTime() - lookedAt));
        return (mayHoldAnswered || heldUp)
                && reader.evaluate(QueueScripts.IS_ANSWERED, ended, tickets, RedisTickets.head(item))
                        .contains(1L);
    }

    /** What a take brings that was begun and comes too late is nobody's yet. */
    private void keepBegun() {
        if (!leftByOthers.hasBegun()) {
            return;
        }
        List<byte[]> taken = new ArrayList<>();
        try {
            long unused = takeOpen(1, taken);
        } catch (ExchangeException ended) {
            log.debug("A take for {} that was begun before the end of reading brings nothing", id, ended);
        } catch (RuntimeException e) {
            log.warn("A take for {} failed at the end of reading; what Redis gave it in that moment is lost", id, e);
        }
        kept.addAll(taken);
    }

    private void putBack() {
        while (!kept.isEmpty()) {
            byte[][] lastFirst = new byte[Math.min(kept.size(), MOST)][];
            for (int i = 0; i < lastFirst.length; i++) {
                lastFirst[i] = kept.removeLast();
            }
            try {
                reader.evaluate(Scripts.PUT_BACK, statusQueueIndexAndEnded, lastFirst);
            } catch (RuntimeException e) {
                log.error("{} message(s) to {} are lost: taken, then not put back", lastFirst.length, id, e);
            }
        }
    }
}
