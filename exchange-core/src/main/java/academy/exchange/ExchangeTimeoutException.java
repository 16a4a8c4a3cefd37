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
     */
    public static ExchangeTimeoutException asking(AgentId agent, String question, Duration timeout) {
        return new ExchangeTimeoutException(
                agent + " did not answer " + question + " within " + text(timeout)
                        + "; it may be busy, stopped or handling one action at a time",
                timeout);
    }

    /** How long was waited. */
    public Duration timeout() {
        return timeout;
    }

    private static String text(Duration timeout) {
        return timeout.toMillis() + " ms";
    }
}
