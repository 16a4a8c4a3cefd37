package academy.exchange.mailbox;

import java.util.Set;
import java.util.UUID;

import academy.exchange.Message;
import academy.exchange.Urgency;

/** What a container does with each message. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Handles one message, on a thread of the container. Up to the container's concurrency may run at once; with a
     * concurrency of 1 messages come one after the other, in the order of the mailbox. The thread is interrupted when
     * the container was told to stop and its time limit for that is over.
     *
     * @throws Exception for whatever reason: it is logged, and the container goes on with the next message
     */
    void handle(Message message) throws Exception;

    /**
     * The kinds of messages it wants even while no handler is free; none by default. A container whose handlers all
     * have work, or that is paused, looks for them several times within the poll timeout. Asked once at each start.
     */
    default Set<Urgency> urgent() {
        return Set.of();
    }

    /**
     * Handles a message of an {@linkplain #urgent() urgent} kind, on a thread of the container's kept for that, one at
     * a time, side by side with {@link #handle}. Must not take long: what is urgent waits for what came before it. All
     * messages of these kinds come here, also those received in their turn. Interrupted as {@link #handle} is.
     *
     * @return false if this message is one for {@link #handle} after all: it is handed over there, ahead of those that
     *     still lie in the mailbox, and handled even if the container is paused
     * @throws Exception for whatever reason: it is logged, and the container goes on
     */
    default boolean handleUrgent(Message message) throws Exception {
        handle(message);
        return true;
    }

    /**
     * Learns of requests that were withdrawn, see {@link academy.exchange.Urgent}; perhaps more than once of each.
     * Called only if some kind is {@linkplain #urgent() urgent}, within the poll timeout of a withdrawal while
     * messages are being handled or the container is paused; on the thread of {@link #handleUrgent}, and treated like
     * it if it throws.
     */
    default void withdrawn(Set<UUID> tags) {}
}
