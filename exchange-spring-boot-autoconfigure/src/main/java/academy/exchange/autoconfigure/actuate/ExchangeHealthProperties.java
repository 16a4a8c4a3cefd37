package academy.exchange.autoconfigure.actuate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

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

    /**
     * @throws InvalidConfigurationPropertyValueException if a value is out of its range
     */
    ExchangeHealthProperties {
        check(timeout.compareTo(Duration.ZERO) > 0, "timeout", timeout, "It must be more than zero.");
        check(!pollMargin.isNegative(), "poll-margin", pollMargin, "It must not be below zero.");
        check(maxAgents >= 0, "max-agents", maxAgents, "It must not be below zero.");
    }

    private static void check(boolean valid, String property, Object value, String rule) {
        if (!valid) {
            throw new InvalidConfigurationPropertyValueException(
                    "management.health.academy-exchange." + property, value, rule);
        }
    }

    HealthLimits limits() {
        return new HealthLimits(timeout, pollMargin, maxAgents);
    }
}
