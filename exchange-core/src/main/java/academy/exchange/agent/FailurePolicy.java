package academy.exchange.agent;

/** What becomes of an agent when a method fails that runs beside its requests. */
public enum FailurePolicy {
    /** The agent stops, as after {@link AgentContext#shutdown()}. */
    STOP_AGENT,
    /** The agent goes on: a timer with its next time, a loop not at all. */
    GO_ON
}
