package academy.exchange;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a busy reader found in its mailbox that does not wait for its turn.
 *
 * @param deliveries taken out of the mailbox, in the order in which they lay there
 * @param withdrawn the tags of requests to this mailbox that were withdrawn of late, here or by another of its readers;
 *     each may be told again
 */
public record Urgent(List<Delivery> deliveries, Set<UUID> withdrawn) {

    /** Nothing. */
    public static final Urgent NOTHING = new Urgent(List.of(), Set.of());

    /** Copies both. */
    public Urgent {
        deliveries = List.copyOf(deliveries);
        withdrawn = Set.copyOf(withdrawn);
    }

    /** Messages that were settled when they were taken. */
    public static Urgent settled(List<Message> messages, Set<UUID> withdrawn) {
        return new Urgent(messages.stream().map(Delivery::settled).toList(), withdrawn);
    }

    /** What was delivered. */
    public List<Message> messages() {
        return deliveries.stream().map(Delivery::message).toList();
    }
}
