package academy.exchange.autoconfigure.actuate;

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeEndpoint;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;

/** Adds the endpoint {@code exchange} to Actuator, where it is exposed. */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnSingleCandidate(Exchange.class)
@ConditionalOnBean(MailboxContainerRegistry.class)
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
@ConditionalOnAvailableEndpoint(ExchangeEndpoint.class)
@EnableConfigurationProperties(ExchangeEndpointProperties.class)
public final class ExchangeEndpointAutoConfiguration {

    ExchangeEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ExchangeEndpoint academyExchangeEndpoint(
            Exchange exchange,
            MailboxContainerRegistry registry,
            ObjectProvider<AgentRegistrar> registrar,
            ExchangeEndpointProperties properties) {
        return new ExchangeEndpoint(
                exchange,
                registry,
                registrar.getIfUnique(),
                properties.showPayloads(),
                properties.roles(),
                InstantSource.system());
    }
}
