package academy.exchange;

import java.util.List;
import java.util.Optional;

/**
 * What somebody who operates an exchange may see of mailboxes, and do to them, without serving them: nothing is taken, no
 * reader is opened, and nobody takes the caller for the owner of a mailbox.
 *
 * <p>Threads, blocking and failures are those of the {@link Exchange} it belongs to.
 */
public interface Upkeep {

    /**
     * Looks at the messages that wait in a mailbox, and leaves them there. What readers have taken, or pauses after a failed
     * attempt, is not among them.
     *
     * @param max how many at most
     * @return the oldest, in the order in which they will be taken; fewer if they are large, about 8 MiB in all
     * @throws BadEntityIdException if nobody registered this id
     */
    List<QueuedMessage> peek(EntityId id, int max);

    /** How many dead letters of a mailbox are kept; 0 for one that nobody registered. */
    long countDeadLetters(EntityId id);

    /**
     * The newest dead letters of a mailbox, newest first, as {@link Mailbox#deadLetters} gives them.
     *
     * @param max how many at most
     * @throws BadEntityIdException if nobody registered this id
     */
    List<DeadLetter> deadLetters(EntityId id, int max);

    /**
     * Puts the oldest dead letters back to the end of the mailbox, as {@link Mailbox#redrive} does.
     *
     * @param max how many at most
     * @return how many it were
     * @throws MailboxTerminatedException if the mailbox was terminated
     * @throws BadEntityIdException if nobody registered this id
     */
    int redrive(EntityId id, int max);

    /**
     * Forgets the oldest dead letters of a mailbox for good. Tries once, since a second try would drop others.
     *
     * @param max how many at most
     * @return how many it were
     * @throws BadEntityIdException if nobody registered this id
     */
    int dropDeadLetters(EntityId id, int max);

    /**
     * The names by which an agent can be discovered, most specific first.
     *
     * @return empty if it cannot be, since it was terminated or nobody registered it
     */
    List<String> typeNames(AgentId id);

    /** The kind and version of the store's server, for people; empty if there is none or it does not tell. */
    Optional<String> storeVersion();
}
