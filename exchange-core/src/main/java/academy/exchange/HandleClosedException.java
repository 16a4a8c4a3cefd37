package academy.exchange;

/** The handle was closed, before or while it waited for an answer. */
public final class HandleClosedException extends ExchangeException {

    /** The handle to this agent was closed. */
    public HandleClosedException(AgentId agent) {
        super("The handle to " + agent + " was closed; get another with getHandle");
    }
}
