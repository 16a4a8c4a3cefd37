package academy.exchange.autoconfigure.actuate;

import java.time.Duration;
import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.autoconfigure.ExchangeProperties;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** Adds {@code academyExchange} to the health endpoint. */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({Exchange.class, MailboxContainerRegistry.class})
@ConditionalOnEnabledHealthIndicator("academy-exchange")
public final class ExchangeHealthContributorAutoConfiguration {

    /** What a poll may take beyond its timeout before it counts as missing: a connection lost and opened again. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    ExchangeHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "academyExchangeHealthIndicator")
    ExchangeHealthIndicator academyExchangeHealthIndicator(
            Exchange exchange, MailboxContainerRegistry registry, ExchangeProperties properties) {
        Duration longestSilence = properties.agent().pollTimeout().plus(MARGIN);
        return new ExchangeHealthIndicator(exchange, registry, longestSilence, InstantSource.system());
    }
}
