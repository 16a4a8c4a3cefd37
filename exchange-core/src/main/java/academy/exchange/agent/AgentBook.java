package academy.exchange.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** Enters agents in the registry, and refuses those that would be in the way of one that is there. */
final class AgentBook {

    private final Supplier<MailboxContainerRegistry> registry;

    /** Those on their way into the registry. Both lists are guarded by this object, but never while an agent starts. */
    private final List<PlannedAgent> arriving = new ArrayList<>();

    /** Those that are or were in the registry. */
    private final List<PlannedAgent> entered = new ArrayList<>();

    AgentBook(Supplier<MailboxContainerRegistry> registry) {
        this.registry = registry;
    }

    /**
     * Enters them, which starts those whose turn it is; all or none.
     *
     * @throws IllegalArgumentException if one wants the container of another, or the id of another that has other types or
     *     another delivery
     */
    void enter(List<PlannedAgent> agents) {
        List<PlannedAgent> done = new ArrayList<>();
        try {
            for (PlannedAgent agent : agents) {
                enter(agent);
                done.add(agent);
            }
        } catch (Throwable failed) {
            done.forEach(agent -> registry.get().unregister(agent.container().id()));
            throw failed;
        }
    }

    /** The agent that this container serves; empty if it serves none of this book's. */
    synchronized Optional<PlannedAgent> find(MailboxContainer container) {
        return entered.stream().filter(each -> each.container() == container).findFirst();
    }

    private void enter(PlannedAgent agent) {
        MailboxContainerRegistry containers = registry.get();
        synchronized (this) {
            // Asked only now, or those that were entered since would seem to have been removed.
            List<MailboxContainer> present = containers.containers();
            entered.removeIf(each -> !present.contains(each.container()));
            entered.forEach(each -> requireApart(each, agent));
            arriving.forEach(each -> requireApart(each, agent));
            arriving.add(agent);
        }
        boolean registered = false;
        try {
            containers.register(agent.container());
            registered = true;
        } finally {
            arrived(agent, registered);
        }
    }

    private synchronized void arrived(PlannedAgent agent, boolean registered) {
        arriving.remove(agent);
        if (registered) {
            entered.add(agent);
        }
    }

    private static void requireApart(PlannedAgent one, PlannedAgent other) {
        if (one.sharesContainer(other)) {
            throw new IllegalArgumentException(
                    "The container '" + one.container().id() + "' is that of "
                            + one.owner() + " and of " + other.owner()
                            + "; give one of them another id, in @AgentMailbox with the attribute container");
        }
        if (one.contradicts(other)) {
            throw new IllegalArgumentException(
                    "The agent id " + one.registration().toId().uid() + " is that of "
                            + one.owner() + " and of " + other.owner()
                            + ", which are of different types: " + one.nature() + " and " + other.nature()
                            + "; agents that share an id get each other's messages, so give one of them another");
        }
        if (one.deliversUnlike(other)) {
            throw new IllegalArgumentException(
                    "The agent id " + one.registration().toId().uid() + " is that of "
                            + one.owner() + ", with the delivery " + one.delivery() + ", and of " + other.owner()
                            + ", with the delivery " + other.delivery()
                            + "; agents that share an id get each other's messages, so give both the same delivery");
        }
    }
}
