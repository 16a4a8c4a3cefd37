package academy.exchange.autoconfigure.micrometer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

import io.micrometer.observation.ObservationRegistry;

import academy.exchange.Exchange;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.micrometer.AskConvention;
import academy.exchange.micrometer.ExchangeObservations;
import academy.exchange.micrometer.HandleConvention;
import academy.exchange.micrometer.SendConvention;

/** Makes observations of what the exchange does, where there is a registry of observations. */
@AutoConfiguration(
        after = ExchangeAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnSingleCandidate(ObservationRegistry.class)
@ConditionalOnBean(Exchange.class)
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
public final class ExchangeObservationAutoConfiguration {

    ExchangeObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ExchangeObservations academyExchangeObservations(
            ObservationRegistry registry,
            ObjectProvider<AskConvention> asks,
            ObjectProvider<SendConvention> sends,
            ObjectProvider<HandleConvention> handles) {
        return new ExchangeObservations(
                registry, asks.getIfAvailable(), sends.getIfAvailable(), handles.getIfAvailable());
    }
}
