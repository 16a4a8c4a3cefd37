package academy.exchange.mailbox;

import java.util.Set;
import java.util.UUID;

import academy.exchange.Delivery;
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
     * Handles one message and may settle it by itself; what a container calls. By default it is {@linkplain
     * #handle(Message) handled}, and the container settles it. Threads and interrupts are as there.
     *
     * <p>With a container that delivers at least once, see {@link ContainerOptions#delivery()}:
     *
     * <ul>
     *   <li>A message that was handled is acknowledged, unless it is settled already.
     *   <li>One whose handler threw is delivered again after a pause, and after the last attempt becomes a dead letter.
     *   <li>One whose handler still runs when a stop interrupts it goes back to the mailbox however the handler ends, unless
     *       it is acknowledged before the reader is closed a moment later. That does not count as an attempt, and another
     *       reader may get it while an interrupted handler that does not end still runs.
     *   <li>One that was taken, but not begun when the time of the stop is over, goes back as well and is never shown to
     *       the handler.
     * </ul>
     *
     * @return whether it is done, so that the container acknowledges it; false if the handler has settled it or will. Until
     *     then it counts as one of those that the container may have taken: with a concurrency of 1 and without prefetch
     *     a handler that never settles gets no further message. What is not settled at a stop goes back
     * @throws Exception for whatever reason: it is logged, and the container goes on with the next message
     */
    default boolean handle(Delivery delivery) throws Exception {
        handle(delivery.message());
        return true;
    }

    /**
     * Whether handling a message neither waits for anything nor takes long; false by default. Then the thread that takes the
     * messages handles them as well, one after the other whatever the concurrency, which saves the way to another thread.
     * While such a handler does wait, nothing more is taken, and other containers may have to wait for the thread, too.
     * Asked once at each start.
     */
    default boolean isPrompt() {
        return false;
    }

    /**
     * The kinds of messages it wants even while no handler is free; none by default. A container whose handlers all
     * have work, or that is paused, looks for them several times within the poll timeout. Asked once at each start.
     */
    default Set<Urgency> urgent() {
        return Set.of();
    }

    /**
     * Handles a message of an {@linkplain #urgent() urgent} kind, on a thread of the container's kept for that, one at
     * a time, side by side with {@link #handle(Message)}. Must not take long: what is urgent waits for what came before it. All
     * messages of these kinds come here, also those received in their turn. Interrupted as {@link #handle(Message)} is.
     *
     * @return false if this message is one for {@link #handle(Message)} after all: it is handed over there, ahead of those that
     *     still lie in the mailbox, and handled even if the container is paused
     * @throws Exception for whatever reason: it is logged, and the container goes on
     */
    default boolean handleUrgent(Message message) throws Exception {
        handle(message);
        return true;
    }

    /**
     * Handles a delivery of an {@linkplain #urgent() urgent} kind as {@link #handleUrgent(Message)} does; what a container
     * calls. It is acknowledged when it was handled, and delivered again if this throws, as by {@link #handle(Delivery)}.
     *
     * @return false if it is one for {@link #handle(Delivery)} after all
     * @throws Exception for whatever reason: it is logged, and the container goes on
     */
    default boolean handleUrgent(Delivery delivery) throws Exception {
        return handleUrgent(delivery.message());
    }

    /**
     * Learns of requests that were withdrawn, see {@link academy.exchange.Urgent}; perhaps more than once of each.
     * Called only if some kind is {@linkplain #urgent() urgent}, within the poll timeout of a withdrawal while
     * messages are being handled or the container is paused; on the thread of {@link #handleUrgent(Message)}, and its
     * exceptions are logged.
     */
    default void withdrawn(Set<UUID> tags) {}
}
