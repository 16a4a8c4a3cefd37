package academy.exchange;

/** The peer answered with an error of the protocol rather than of an action. */
public final class ProtocolErrorException extends ExchangeException {

    private final ErrorCode code;

    /** This question to this agent was answered with this error. */
    public ProtocolErrorException(AgentId agent, String question, ErrorCode code) {
        super(agent + " answered " + question + " with " + code + ": " + meaning(code));
        this.code = code;
    }

    /** Which error. */
    public ErrorCode code() {
        return code;
    }

    private static String meaning(ErrorCode code) {
        return switch (code) {
            case MAILBOX_TERMINATED -> "the mailbox was terminated";
            case PING_CANCELLED -> "the agent failed while it started";
            case ACTION_INVALID_STATE -> "there is no such action running";
            case ACTION_CANCELLED -> "the action was cancelled";
            case INVALID_CLIENT -> "a client cannot fulfil requests";
            case INCOMPATIBLE_PROTOCOL -> "the two sides speak different protocol versions";
        };
    }
}
