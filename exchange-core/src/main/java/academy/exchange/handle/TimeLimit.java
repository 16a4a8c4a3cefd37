package academy.exchange.handle;

import java.time.Duration;
import java.time.Instant;

import academy.exchange.AgentId;
import academy.exchange.ExchangeTimeoutException;

/**
 * How long one question may take: as long as its asker allows, but not after the time when nobody waits any more for
 * that for which it is asked.
 *
 * @param duration how long to wait, at most {@link #FOREVER}; zero or less if nothing is left
 * @param allowed what the asker allows
 * @param chain what the question inherits, with its own deadline; empty if it inherits nothing and has none
 */
record TimeLimit(Duration duration, Duration allowed, CallChain chain) {

    /** More than this is as good as no limit, and nanoseconds and dates can still express it. */
    static final Duration FOREVER = Duration.ofDays(10_000);

    private static final String USUAL = "it may be busy, stopped or handling one action at a time";

    /** The asker's alone. */
    static TimeLimit of(Duration allowed) {
        Duration bounded = atMostForever(allowed);
        return new TimeLimit(bounded, bounded, CallChain.empty());
    }

    /** The asker's, cut to what is left of the chain. */
    static TimeLimit within(CallChain chain, Duration allowed, Instant now) {
        Duration bounded = atMostForever(allowed);
        Duration duration = chain.deadline()
                .map(time -> Duration.between(now, time))
                .filter(left -> left.compareTo(bounded) < 0)
                .orElse(bounded);
        return new TimeLimit(duration, bounded, chain.until(now.plus(duration)));
    }

    /**
     * Refuses a question that nobody would wait for.
     *
     * @throws ExchangeTimeoutException if nothing is left
     */
    void requireSomeLeft(AgentId agent, String question) {
        if (duration.isZero() || duration.isNegative()) {
            throw ExchangeTimeoutException.notAsking(agent, question, duration.negated());
        }
    }

    /** That the agent of this handle did not answer in time, and what is known of why. */
    ExchangeTimeoutException exceeded(RemoteAgentHandle handle, String question) {
        AgentId agent = handle.agentId();
        String whyNoLonger = duration.equals(allowed)
                ? ""
                : "the time left was inherited from the request at hand: " + duration.toMillis() + " ms of "
                        + allowed.toMillis() + " ms allowed here; ";
        String whyNot = waitsForThis(handle)
                ? "it waits for the answer itself, as it is part of the chain of questions that led here, and an agent"
                        + " handles one action at a time unless its concurrency is higher"
                : USUAL;
        return ExchangeTimeoutException.asking(agent, question, duration, whyNoLonger + whyNot);
    }

    private boolean waitsForThis(RemoteAgentHandle handle) {
        AgentId agent = handle.agentId();
        boolean asksItself = !chain.askers().isEmpty() && agent.equals(handle.asker());
        return asksItself || chain.askers().contains(agent.uid());
    }

    private static Duration atMostForever(Duration allowed) {
        return allowed.compareTo(FOREVER) < 0 ? allowed : FOREVER;
    }
}
