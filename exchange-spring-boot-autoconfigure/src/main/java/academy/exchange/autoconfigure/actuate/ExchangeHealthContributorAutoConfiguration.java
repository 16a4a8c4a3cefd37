package academy.exchange.autoconfigure.actuate;

import java.time.Duration;
import java.time.InstantSource;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** Adds {@code academyExchange} to the health endpoint. */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({Exchange.class, MailboxContainerRegistry.class})
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
@ConditionalOnEnabledHealthIndicator("academy-exchange")
public final class ExchangeHealthContributorAutoConfiguration {

    /** Less than most callers of a health endpoint wait before they give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What a poll may take beyond its timeout before it counts as missing: a connection lost and opened again. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    ExchangeHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = {"academyExchangeHealthIndicator", "academyExchangeHealthContributor"})
    ExchangeHealthIndicator academyExchangeHealthIndicator(Exchange exchange, MailboxContainerRegistry registry) {
        return new ExchangeHealthIndicator(exchange, registry, PATIENCE, MARGIN, InstantSource.system());
    }
}
