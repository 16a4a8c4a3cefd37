package academy.exchange.actuate;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * The agent that somebody names by its uuid, or by its container here.
 *
 * @param mailbox empty if its container has not been started yet
 * @param containers those here that serve it
 */
record AgentTarget(Optional<EntityId> mailbox, List<MailboxContainer> containers) {

    private static final int UUID_LENGTH = 36;

    /**
     * Looks it up, here and in the store.
     *
     * @throws IllegalArgumentException if it is neither the name of a container here nor a uuid
     * @throws BadEntityIdException if nobody registered it
     */
    static AgentTarget named(String name, MailboxContainerRegistry registry, Exchange exchange) {
        Optional<MailboxContainer> container = registry.find(name);
        if (container.isPresent()) {
            return new AgentTarget(container.get().status().mailbox(), List.of(container.get()));
        }
        AgentId id = AgentId.of(uuid(name));
        AgentTarget target = of(id, registry);
        if (target.containers.isEmpty() && exchange.status(id) == MailboxStatus.MISSING) {
            throw new BadEntityIdException(id);
        }
        return target;
    }

    /** One with this id, which has its name, too, if it is known here. */
    static AgentTarget of(AgentId id, MailboxContainerRegistry registry) {
        List<MailboxContainer> here = registry.containers().stream()
                .filter(each -> each.status().mailbox().filter(id::equals).isPresent())
                .toList();
        Optional<EntityId> known = here.stream()
                .map(each -> each.status().mailbox())
                .flatMap(Optional::stream)
                .findFirst();
        return new AgentTarget(Optional.of(known.orElse(id)), here);
    }

    /**
     * Its mailbox, if it has one.
     *
     * @throws IllegalStateException if it has none yet
     */
    EntityId requireMailbox() {
        return mailbox.orElseThrow(
                () -> new IllegalStateException("The agent has no mailbox yet, since it was not started"));
    }

    /** Its id, if it has one and is an agent. */
    Optional<AgentId> agent() {
        return mailbox.filter(AgentId.class::isInstance).map(AgentId.class::cast);
    }

    private static UUID uuid(String name) {
        try {
            if (name.length() == UUID_LENGTH) {
                return UUID.fromString(name);
            }
        } catch (IllegalArgumentException unreadable) {
            // Said below, as for any other text.
        }
        throw new IllegalArgumentException(
                "An agent is named by its uuid in the hyphenated form, or by the id of its container here; this is neither");
    }
}
