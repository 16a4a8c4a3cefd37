package academy.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The action ran and threw, or the agent could not run it: what its side said is in {@link #failure()}. If handles may
 * make the agent's exception again, and it is a checked one, it is the cause.
 */
public final class ActionFailedException extends ExchangeException {

    private final transient RemoteFailure failure;

    /** An action of this agent failed in this way. */
    public ActionFailedException(AgentId agent, String action, RemoteFailure failure) {
        this(agent, action, failure, null);
    }

    /**
     * An action of this agent failed in this way.
     *
     * @param cause the exception that was made again of what the agent's side said; null if none was
     */
    public ActionFailedException(AgentId agent, String action, RemoteFailure failure, @Nullable Throwable cause) {
        super("Action '" + action + "' of " + agent + " failed: " + summary(failure), cause);
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
