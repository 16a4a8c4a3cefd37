package academy.exchange.actuate;

import java.time.Duration;

/**
 * How patient and how talkative the health of an exchange is.
 *
 * @param timeout how long to wait for the store to answer, more than zero
 * @param pollMargin how much longer than its poll timeout a container may go without a look into its mailbox, not below zero
 * @param maxAgents how many agents are shown one by one, those that are not well first, not below zero
 */
public record HealthLimits(Duration timeout, Duration pollMargin, int maxAgents) {

    /**
     * @throws IllegalArgumentException if a value is outside its range
     */
    public HealthLimits {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("The timeout is " + timeout + "; it must be more than 0");
        }
        if (pollMargin.isNegative()) {
            throw new IllegalArgumentException("The poll margin is " + pollMargin + "; it must not be below 0");
        }
        if (maxAgents < 0) {
            throw new IllegalArgumentException("The most agents shown are " + maxAgents + "; it must not be below 0");
        }
    }
}
