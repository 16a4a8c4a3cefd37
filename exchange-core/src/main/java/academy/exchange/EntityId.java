package academy.exchange;

import java.util.Optional;
import java.util.UUID;

/**
 * Identifies whoever owns a mailbox: an agent, which answers requests, or a client, which only asks.
 *
 * <p>Two ids are equal when they are of the same kind and have the same {@link #uid()}; the name is a label for people
 * and takes no part in equality. An agent's id never equals a client's, even with the same uid.
 */
public sealed interface EntityId permits AgentId, ClientId {

    /** The mailbox's identity, unique among all agents and clients. */
    UUID uid();

    /** The name given at registration; empty when there was none, or when discovery could not learn it. */
    Optional<String> name();
}
