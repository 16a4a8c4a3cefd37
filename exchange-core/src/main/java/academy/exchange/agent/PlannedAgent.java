package academy.exchange.agent;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryMode;
import academy.exchange.mailbox.MailboxContainer;

/**
 * An agent about to be registered.
 *
 * @param owner what error messages call the bean or object it is made of
 * @param registration how it presents itself
 * @param nature what must be alike for two agents to be replicas of each other
 * @param container serves its mailbox
 * @param description what it answers when it is asked to describe itself
 */
record PlannedAgent(
        String owner,
        AgentRegistration registration,
        List<String> nature,
        MailboxContainer container,
        Supplier<AgentDescription> description) {

    /** One that answers with the actions of its class. */
    static PlannedAgent of(
            String owner,
            AgentRegistration registration,
            MailboxContainer container,
            Supplier<AgentDescription> description) {
        return new PlannedAgent(owner, registration, registration.typeNames(), container, description);
    }

    /** One that is a listening method: all of those have the same types, so the method itself tells them apart. */
    static PlannedAgent of(
            String owner,
            AgentRegistration registration,
            Method method,
            MailboxContainer container,
            Supplier<AgentDescription> description) {
        List<String> nature = new ArrayList<>(registration.typeNames());
        nature.add(method.toString());
        return new PlannedAgent(owner, registration, nature, container, description);
    }

    /** Whether both want the same container. */
    boolean sharesContainer(PlannedAgent other) {
        return container.id().equals(other.container.id());
    }

    /** Whether both want the same mailbox and would answer differently. */
    boolean contradicts(PlannedAgent other) {
        return sharesMailbox(other) && !nature.equals(other.nature);
    }

    /** Whether both want the same mailbox and would promise differently. */
    boolean deliversUnlike(PlannedAgent other) {
        return sharesMailbox(other) && delivery() != other.delivery();
    }

    /** What it promises for a message. */
    DeliveryMode delivery() {
        return container.options().delivery().mode();
    }

    private boolean sharesMailbox(PlannedAgent other) {
        return registration.id().isPresent() && registration.id().equals(other.registration.id());
    }
}
