package academy.exchange.agent;

import java.time.Duration;

/**
 * Tells a {@link Loop} when its agent stops. Each run of the agent has a signal of its own; once it is given it stays.
 * Any thread may ask.
 */
public interface StopSignal {

    /** Whether the stop has begun. Never blocks. */
    boolean isRequested();

    /**
     * Waits for the stop, at most this long: the pause between two steps of a loop. Zero or less looks once and does
     * not wait.
     *
     * @return whether the stop has begun, as soon as it has
     * @throws InterruptedException if the thread was interrupted, as when the agent stops and the loop takes too long
     */
    boolean await(Duration timeout) throws InterruptedException;
}
