package academy.exchange;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a busy reader found in its mailbox that does not wait for its turn.
 *
 * @param messages taken out of the mailbox, in the order in which they lay there
 * @param withdrawn the tags of requests to this mailbox that were withdrawn of late, here or by another of its readers;
 *     each may be told again
 */
public record Urgent(List<Message> messages, Set<UUID> withdrawn) {

    /** Nothing. */
    public static final Urgent NOTHING = new Urgent(List.of(), Set.of());

    /** Copies both. */
    public Urgent {
        messages = List.copyOf(messages);
        withdrawn = Set.copyOf(withdrawn);
    }
}
