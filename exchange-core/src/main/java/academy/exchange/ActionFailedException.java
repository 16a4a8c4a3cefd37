package academy.exchange;

/** The action ran and threw, or the agent could not run it: what its side said is in {@link #failure()}. */
public final class ActionFailedException extends ExchangeException {

    private final transient RemoteFailure failure;

    /** An action of this agent failed in this way. */
    public ActionFailedException(AgentId agent, String action, RemoteFailure failure) {
        super("Action '" + action + "' of " + agent + " failed: " + summary(failure));
        this.failure = failure;
    }

    /** What the agent's side said of it. */
    public RemoteFailure failure() {
        return failure;
    }

    private static String summary(RemoteFailure failure) {
        return failure.type().map(type -> type + ": " + failure.message()).orElse(failure.message());
    }
}
