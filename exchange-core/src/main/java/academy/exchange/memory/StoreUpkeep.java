package academy.exchange.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import academy.exchange.AgentId;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.MailboxStatus;
import academy.exchange.MessageCodec;
import academy.exchange.QueuedMessage;
import academy.exchange.Upkeep;

/** The upkeep of a store in this process. */
final class StoreUpkeep implements Upkeep {

    /** As on Redis, where it bounds what one reply holds. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final MailboxStore store;
    private final Deliveries deliveries;
    private final MessageCodec codec;

    StoreUpkeep(MailboxStore store, Deliveries deliveries, MessageCodec codec) {
        this.store = store;
        this.deliveries = deliveries;
        this.codec = codec;
    }

    @Override
    public List<QueuedMessage> peek(EntityId id, int max) {
        List<byte[]> contents =
                store.exclusively("peek", () -> store.mailbox(id).queue().oldest(max));
        List<QueuedMessage> seen = new ArrayList<>();
        int bytes = 0;
        for (byte[] content : contents) {
            if (bytes < MOST_BYTES) {
                seen.add(QueuedMessage.of(content, codec));
            }
            bytes += content.length;
        }
        return seen;
    }

    @Override
    public long countDeadLetters(EntityId id) {
        return store.exclusively(
                "countDeadLetters",
                () -> store.status(id) == MailboxStatus.MISSING
                        ? 0
                        : store.mailbox(id).deadLetters().size());
    }

    @Override
    public List<DeadLetter> deadLetters(EntityId id, int max) {
        return deliveries.deadLetters(id, max);
    }

    @Override
    public int redrive(EntityId id, int max) {
        return deliveries.redrive(id, max);
    }

    @Override
    public int dropDeadLetters(EntityId id, int max) {
        return store.exclusively(
                "dropDeadLetters", () -> store.mailbox(id).deadLetters().dropOldest(max));
    }

    @Override
    public List<String> typeNames(AgentId id) {
        return store.exclusively(
                "typeNames",
                () -> store.status(id) == MailboxStatus.MISSING
                        ? List.of()
                        : store.mailbox(id).types());
    }

    @Override
    public Optional<String> storeVersion() {
        return Optional.empty();
    }
}
