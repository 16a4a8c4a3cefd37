package academy.exchange.autoconfigure.actuate;

import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.actuate.ExchangeReadinessIndicator;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Adds {@code academyExchange} to the health endpoint, and {@code academyExchangeReadiness}, which is meant for the group of
 * the readiness probe and has to be included there by the application.
 */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnSingleCandidate(Exchange.class)
@ConditionalOnBean(MailboxContainerRegistry.class)
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("academy-exchange")
@EnableConfigurationProperties(ExchangeHealthProperties.class)
public final class ExchangeHealthContributorAutoConfiguration {

    ExchangeHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"academyExchangeHealthIndicator", "academyExchangeHealthContributor"})
    ExchangeHealthIndicator academyExchangeHealthIndicator(
            Exchange exchange, MailboxContainerRegistry registry, ExchangeHealthProperties properties) {
        return new ExchangeHealthIndicator(exchange, registry, properties.limits(), InstantSource.system());
    }

    @Bean
    @ConditionalOnMissingBean(
            name = {"academyExchangeReadinessHealthIndicator", "academyExchangeReadinessHealthContributor"})
    ExchangeReadinessIndicator academyExchangeReadinessHealthIndicator(MailboxContainerRegistry registry) {
        return new ExchangeReadinessIndicator(registry);
    }
}
