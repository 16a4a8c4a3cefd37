package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.EntityId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;

/**
 * What all readers of mailboxes have in common: of several threads one reads at a time, closing ends them all, and what
 * Lettuce throws becomes what the exchange throws.
 */
final class MailboxTurn {

    private static final Logger log = LoggerFactory.getLogger(MailboxTurn.class);

    private static final Duration UNBLOCK_EVERY = Duration.ofMillis(20);

    private final RedisExchange exchange;
    private final EntityId id;
    private final MailboxReader reader;
    private final String outcomeOfALostReply;
    private final ReentrantLock turn = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What a thread does when it has the turn. */
    interface Reading<T> {
        T read() throws InterruptedException;
    }

    /**
     * @param outcomeOfALostReply what became of the messages in it, for the log; empty for nothing worth a word
     */
    MailboxTurn(RedisExchange exchange, EntityId id, MailboxReader reader, String outcomeOfALostReply) {
        this.exchange = exchange;
        this.id = id;
        this.reader = reader;
        this.outcomeOfALostReply = outcomeOfALostReply;
    }

    /** The moment, by {@link System#nanoTime}, at which a call with this time limit is over. */
    static long deadline(Duration timeout) {
        return System.nanoTime() + (timeout.compareTo(Mailbox.FOREVER) < 0 ? timeout : Mailbox.FOREVER).toNanos();
    }

    static void requireMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("At least one message must be asked for, not " + max);
        }
    }

    /** Waits for the turn until then: whoever has it so long has not found anything for us either. */
    <T> T until(long deadline, Duration timeout, T otherwise, Reading<T> action) throws InterruptedException {
        Duration patience = timeout.isNegative() ? Duration.ZERO : Duration.ofNanos(deadline - System.nanoTime());
        return within(patience, otherwise, action);
    }

    /** Waits for the turn only briefly: what is urgent comes to whoever receives before they would let us look. */
    <T> T briefly(T otherwise, Reading<T> action) throws InterruptedException {
        return within(UNBLOCK_EVERY, otherwise, action);
    }

    /** Does this, which must not wait, if nobody has the turn and all is open; otherwise says no. */
    boolean ifFree(BooleanSupplier action) {
        if (isClosed() || !turn.tryLock()) {
            return false;
        }
        try {
            return !isClosed() && action.getAsBoolean();
        } finally {
            turn.unlock();
        }
    }

    private <T> T within(Duration patience, T otherwise, Reading<T> action) throws InterruptedException {
        requireOpen();
        if (!turn.tryLock(Math.max(patience.toNanos(), 0), TimeUnit.NANOSECONDS)) {
            return otherwise;
        }
        try {
            return action.read();
        } catch (ExchangeException e) {
            throw e;
        } catch (RuntimeException e) {
            if (RedisFailure.isInterrupt(e)) {
                Thread.interrupted();
                throw new InterruptedException("interrupted while connecting to receive for " + id);
            }
            throw translated(e);
        } finally {
            turn.unlock();
        }
    }

    /** Ends all reading, and then does this in its turn; the caller's interrupt stays pending. */
    void close(Runnable end) {
        closed.countDown();
        boolean interrupted = Thread.interrupted();
        while (!tookTurn()) {
            interrupted |= Thread.interrupted();
            reader.unblock();
        }
        try {
            end.run();
        } finally {
            turn.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Does nothing for a while, unless this reader is closed meanwhile. */
    void pause(Duration pause) throws InterruptedException {
        var unused = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    void requireOpen() {
        if (isClosed()) {
            throw new MailboxClosedException(id);
        }
        exchange.requireOpen("receive from the mailbox of " + id);
    }

    private boolean tookTurn() {
        try {
            return turn.tryLock(UNBLOCK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ExchangeException translated(RuntimeException failure) {
        String text = "Could not receive from the mailbox of " + id + ": " + RedisFailure.reason(failure);
        RedisFailure meaning = RedisFailure.of(failure);
        if (meaning == RedisFailure.REFUSED) {
            return new ExchangeRefusedException(text, failure);
        }
        if (meaning == RedisFailure.UNKNOWN && !outcomeOfALostReply.isEmpty()) {
            log.warn("{}; {}", text, outcomeOfALostReply);
        }
        return new ExchangeUnavailableException(text, failure);
    }
}
