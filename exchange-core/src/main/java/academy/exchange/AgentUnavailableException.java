package academy.exchange;

/**
 * Nobody serves the agent's mailbox any more: its last process gave no sign of life for so long that it is taken for dead,
 * and no other has taken its place. The request will not be begun from now on; if it was begun, nobody knows how far it
 * came.
 */
public final class AgentUnavailableException extends ExchangeException {

    /** This agent did not answer for this reason. */
    public AgentUnavailableException(AgentId agent, String reason) {
        super(agent + " is unavailable: " + reason, null);
    }
}
