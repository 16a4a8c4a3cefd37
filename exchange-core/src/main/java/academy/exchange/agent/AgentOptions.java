package academy.exchange.agent;

import academy.exchange.mailbox.ContainerOptions;

/**
 * What holds for every agent of an application unless its annotation says otherwise. Immutable.
 *
 * @param container how its mailbox is read
 * @param maxHops how many questions may have led to a request, each asked to answer the one before, at least 1; one with
 *     more is refused. Default 32
 * @param cancelsOnShutdown whether actions that run when their agent begins to stop are cancelled then; otherwise they
 *     may finish within the shutdown timeout. Default false
 */
public record AgentOptions(ContainerOptions container, int maxHops, boolean cancelsOnShutdown) {

    private static final AgentOptions DEFAULTS = new AgentOptions(ContainerOptions.defaults(), 32, false);

    /**
     * @throws IllegalArgumentException if the number of hops is less than 1
     */
    public AgentOptions {
        if (maxHops < 1) {
            throw new IllegalArgumentException("The most hops are " + maxHops + "; they must be at least 1");
        }
    }

    /** The default of every option. */
    public static AgentOptions defaults() {
        return DEFAULTS;
    }

    /** A copy whose mailboxes are read in this way. */
    public AgentOptions withContainer(ContainerOptions options) {
        return new AgentOptions(options, maxHops, cancelsOnShutdown);
    }

    /** A copy with this limit to hops. */
    public AgentOptions withMaxHops(int hops) {
        return new AgentOptions(container, hops, cancelsOnShutdown);
    }

    /** A copy that cancels running actions at shutdown, or does not. */
    public AgentOptions withCancelsOnShutdown(boolean cancels) {
        return new AgentOptions(container, maxHops, cancels);
    }
}
