package academy.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The reading end of one mailbox. Messages come in the order in which they arrived, each to one reader.
 *
 * <p><b>Delivery.</b> At most once unless opened otherwise: a message handed out is gone from the mailbox. One that was
 * taken from the store but not yet handed out when the reader is closed or interrupted is put back at the front.
 *
 * <p>At least once, if it was opened so, see {@link Exchange#getMailbox(EntityId, DeliveryOptions)}: what {@link #take}
 * hands out stays with the store until it is {@linkplain Acknowledgement settled}. What is not when this reader is closed,
 * when its process dies or is cut off from the store for the recovery time, is delivered again, to any reader of the
 * mailbox, before what lies in it and in the order in which it lay there. {@code receive} settles what it hands out.
 *
 * <p><b>Bad messages.</b> What cannot be read never reaches the caller and never ends the reading: it is put aside as a
 * {@linkplain #deadLetters dead letter}, and if it was a request whose header could be read, its sender gets an error.
 * A response that cannot be read is handed out as an error response, so that whoever waits for it learns.
 *
 * <p><b>Threads.</b> Any thread may call any method; of several that receive, one waits at the store and the others
 * for their turn. {@link #close()} and termination end every waiting call at once, an interrupt that of its thread.
 *
 * <p>While the store is out of reach, the receiving methods throw {@link ExchangeUnavailableException}; the mailbox
 * stays usable and the next call tries again. Pausing between such calls is the caller's business.
 */
public interface Mailbox extends AutoCloseable {

    /** The longest wait, a hundred years: longer ones are cut to it, so that a deadline fits into a number. */
    Duration FOREVER = Duration.ofDays(36_500);

    /** The exchange this mailbox belongs to. */
    Exchange exchange();

    /** Whose mailbox this is. */
    EntityId mailboxId();

    /**
     * Takes the next message, waiting for it without limit.
     *
     * @throws MailboxTerminatedException if the mailbox was terminated, before or while waiting
     * @throws MailboxClosedException if this reader was closed, before or while waiting
     * @throws BadEntityIdException if all trace of the mailbox vanished from the store
     * @throws InterruptedException if the thread was interrupted; no message is lost by that
     */
    default Message receive() throws InterruptedException {
        return receive(1, FOREVER).get(0);
    }

    /**
     * Takes the next message, waiting for it at most this long, to the millisecond. Zero or less looks once and does
     * not wait.
     *
     * @throws ExchangeTimeoutException if no message came in time
     * @throws MailboxTerminatedException if the mailbox was terminated, before or while waiting
     * @throws MailboxClosedException if this reader was closed, before or while waiting
     * @throws BadEntityIdException if all trace of the mailbox vanished from the store
     * @throws InterruptedException if the thread was interrupted; no message is lost by that
     */
    default Message receive(Duration timeout) throws InterruptedException {
        List<Message> received = receive(1, timeout);
        if (received.isEmpty()) {
            throw ExchangeTimeoutException.receiving(mailboxId(), timeout);
        }
        return received.get(0);
    }

    /**
     * Takes what is there, up to a number, waiting for the first message at most this long. What a loop calls that
     * serves a mailbox.
     *
     * @param max at least 1
     * @return the messages in order, empty if none came in time
     * @throws IllegalArgumentException if {@code max} is less than 1
     * @throws MailboxTerminatedException if the mailbox was terminated, before or while waiting
     * @throws MailboxClosedException if this reader was closed, before or while waiting
     * @throws BadEntityIdException if all trace of the mailbox vanished from the store
     * @throws InterruptedException if the thread was interrupted; no message is lost by that
     */
    List<Message> receive(int max, Duration timeout) throws InterruptedException;

    /**
     * Takes what is there as {@link #receive(int, Duration)} does, to be settled by the caller.
     *
     * @param max at least 1
     * @return the deliveries in order, empty if none came in time
     * @throws IllegalArgumentException if {@code max} is less than 1
     * @throws MailboxTerminatedException if the mailbox was terminated, before or while waiting
     * @throws MailboxClosedException if this reader was closed, before or while waiting
     * @throws BadEntityIdException if all trace of the mailbox vanished from the store
     * @throws InterruptedException if the thread was interrupted; no message is lost by that
     */
    default List<Delivery> take(int max, Duration timeout) throws InterruptedException {
        return receive(max, timeout).stream().map(Delivery::settled).toList();
    }

    /**
     * Has this run once, as soon as a take that does not wait may bring something, be it an exception: at once if there is
     * something already, also if the mailbox ended, and when this reader is closed. It may run for nothing, but never too
     * late: what comes after a take that brought less than it asked for, and before this call, counts as well. For a loop
     * that serves many mailboxes on few threads, and takes with a time limit of zero whenever it is told so. Does not
     * block.
     *
     * @param then runs on a thread of the store's, soon, and must not block. A later call replaces it
     * @return whether this mailbox can tell. If it cannot, which is the default, nothing is run, and whoever wants its
     *     messages has to wait for them in {@link #take}
     */
    default boolean whenReady(Runnable then) {
        return false;
    }

    /**
     * Says that a {@link #take} without waiting of up to so many messages comes next, so that this mailbox may ask the store
     * for them already, together with what others ask for. For whoever takes from many mailboxes: first it says so for each,
     * and then it takes from each. Until a take has the answer, those messages are nobody's else; if this reader is closed
     * meanwhile, they are put back. Does not block.
     *
     * @param max at least 1
     * @return whether it makes use of that, which by default it does not. A take is as good without
     */
    default boolean beginTake(int max) {
        return false;
    }

    /**
     * Takes the messages of these kinds out of the mailbox, wherever in its queue they lie, and leaves all others where
     * they are. Looks once and does not wait for any to come. For a reader that is too busy to receive; those that come
     * while it looks may be left for the next time.
     *
     * @throws MailboxTerminatedException if the mailbox was terminated
     * @throws MailboxClosedException if this reader was closed
     * @throws BadEntityIdException if all trace of the mailbox vanished from the store
     * @throws InterruptedException if the thread was interrupted; no message is lost by that
     */
    default Urgent receiveUrgent(Set<Urgency> kinds) throws InterruptedException {
        return Urgent.NOTHING;
    }

    /**
     * The newest messages of this mailbox that could not be read or handled, newest first. The exchange keeps the last
     * 1,000 of each mailbox unless configured otherwise.
     *
     * @param max how many at most
     */
    List<DeadLetter> deadLetters(int max);

    /**
     * Puts the oldest dead letters back to the end of the mailbox, as they were; their attempts count from the beginning.
     * Those that were cut off, or not written by this library, stay.
     *
     * @param max how many at most
     * @return how many it were
     * @throws MailboxTerminatedException if the mailbox was terminated
     * @throws BadEntityIdException if nobody registered this id
     */
    int redrive(int max);

    /**
     * Notes, by the store's clock, that the owner of this mailbox is alive; {@link Exchange#heartbeatAge} tells how long
     * ago that was. For whoever serves the mailbox, to be called now and then between two receives; a container does it
     * by itself. Does nothing if the mailbox was terminated. Tries once, and waits for the store no longer than one
     * command may take.
     *
     * @throws BadEntityIdException if nobody registered this id
     * @throws MailboxClosedException if this reader was closed
     */
    void heartbeat();

    /**
     * Ends the taking here, but not yet the settling: every waiting call ends as by {@link #close()}, and later calls that
     * take, and heartbeats, throw {@link MailboxClosedException}; what was handed out before stays with this reader, in the
     * store's eyes alive as before, and can be settled until the reader is closed. For whoever wants what was begun to
     * end well before the rest goes back; {@link #close()} must follow. Doing so again, or after it, does nothing.
     *
     * <p>For a reader that delivers at most once nothing is left to be settled, and this is the same as closing.
     */
    default void stopReading() {
        close();
    }

    /**
     * Ends the reading here; the mailbox itself lives on. What was not settled until then is delivered again, at once and
     * without counting as an attempt; what was settled is carried out first, if the store can be reached. Closing again
     * does nothing.
     */
    @Override
    void close();
}
