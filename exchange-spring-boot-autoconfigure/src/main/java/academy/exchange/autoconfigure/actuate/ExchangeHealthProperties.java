package academy.exchange.autoconfigure.actuate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import academy.exchange.actuate.HealthLimits;

/**
 * How patient and how talkative the health of the exchange is.
 *
 * @param timeout How long the check waits for the store. More than zero
 * @param pollMargin How much longer than its poll timeout an agent may go without a look into its mailbox before it is DOWN
 * @param maxAgents Number of agents that are shown one by one, those that are not well first
 */
@ConfigurationProperties("management.health.academy-exchange")
record ExchangeHealthProperties(
        @DefaultValue("2s") Duration timeout,
        @DefaultValue("10s") Duration pollMargin,
        @DefaultValue("20") int maxAgents) {

    HealthLimits limits() {
        return new HealthLimits(timeout, pollMargin, maxAgents);
    }
}
