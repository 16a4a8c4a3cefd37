package academy.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a backend took from a queue into the messages to hand out, for implementers of {@link Mailbox}. What cannot
 * be read, or lies in the wrong mailbox, goes to the dead letters instead; the sender of a request that cannot be read is
 * told, and whoever waits for a response that cannot be read gets an error in its place.
 *
 * <p>Immutable; as safe for use by several threads as what it is given.
 */
public final class MessageIntake {

    private final Exchange exchange;
    private final EntityId mailbox;
    private final DeadLetters deadLetters;

    /** Where a backend keeps what was put aside. */
    @FunctionalInterface
    public interface DeadLetters {

        /**
         * Keeps an item of the mailbox. Does not throw: a failure to keep it is logged.
         *
         * @param content the item as it was on the queue
         * @param reason why it was put aside, in one line
         */
        void add(byte[] content, String reason);
    }

    /** For this mailbox of this exchange. */
    public MessageIntake(Exchange exchange, EntityId mailbox, DeadLetters deadLetters) {
        this.exchange = exchange;
        this.mailbox = mailbox;
        this.deadLetters = deadLetters;
    }

    /**
     * The messages among these items, in their order. Does not wait for the answers it sends.
     *
     * @param items items as they were on the queue
     */
    public List<Message> read(List<byte[]> items) {
        List<Message> messages = new ArrayList<>(items.size());
        items.forEach(item -> read(item).ifPresent(messages::add));
        return messages;
    }

    /**
     * The message that this item is, unless it was put aside. Does not wait for the answer it may send.
     *
     * @param item as it was on the queue
     */
    public Optional<Message> read(byte[] item) {
        try {
            Message message = exchange.codec().decode(item);
            if (isMine(message.dest())) {
                return Optional.of(message);
            }
            deadLetters.add(item, "it is addressed to " + message.dest() + ", not to " + mailbox);
            return Optional.empty();
        } catch (MalformedMessageException e) {
            deadLetters.add(item, String.valueOf(e.getMessage()));
            e.answer().filter(answer -> isMine(answer.src())).ifPresent(this::tell);
            return e.substitute().filter(substitute -> isMine(substitute.dest()));
        }
    }

    /** Whether the sender can be told makes no difference to whoever reads here. */
    private void tell(Message answer) {
        var unused = exchange.sendAsync(answer);
    }

    private boolean isMine(EntityId other) {
        return other.uid().equals(mailbox.uid());
    }
}
