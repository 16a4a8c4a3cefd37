package academy.exchange;

import java.time.Duration;

/** Something did not come in time. The message says what, from whom and how long was waited. */
public final class ExchangeTimeoutException extends ExchangeException {

    private final Duration timeout;

    private ExchangeTimeoutException(String message, Duration timeout) {
        super(message);
        this.timeout = timeout;
    }

    /** No message came into this mailbox. */
    public static ExchangeTimeoutException receiving(EntityId mailbox, Duration timeout) {
        return new ExchangeTimeoutException("No message for " + mailbox + " within " + text(timeout), timeout);
    }

    /**
     * An agent did not answer.
     *
     * @param question what was asked, for example {@code action 'count'} or {@code ping}
     * @param circumstances what is known of why, to go on with after a semicolon
     */
    public static ExchangeTimeoutException asking(
            AgentId agent, String question, Duration timeout, String circumstances) {
        return new ExchangeTimeoutException(
                agent + " did not answer " + question + " within " + text(timeout) + "; " + circumstances, timeout);
    }

    /**
     * An agent was not asked, since nobody waits any more for that for which it was to be asked.
     *
     * @param question what was to be asked, for example {@code action 'count'}
     * @param late for how long nobody has waited any more
     */
    public static ExchangeTimeoutException notAsking(AgentId agent, String question, Duration late) {
        return new ExchangeTimeoutException(
                agent + " was not asked " + question + ": the time left was inherited from the request at hand, and it"
                        + " was over " + text(late) + " ago",
                Duration.ZERO);
    }

    /** How long was waited. */
    public Duration timeout() {
        return timeout;
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() + " ms";
    }
}
