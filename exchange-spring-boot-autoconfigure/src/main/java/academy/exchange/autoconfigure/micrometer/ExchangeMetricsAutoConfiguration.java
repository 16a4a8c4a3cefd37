package academy.exchange.autoconfigure.micrometer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

import io.micrometer.core.instrument.MeterRegistry;

import academy.exchange.Exchange;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.micrometer.ExchangeMeters;
import academy.exchange.micrometer.MailboxMeters;

/** Counts what the exchange does, where there is a registry of meters. */
@AutoConfiguration(
        after = ExchangeAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBean({Exchange.class, MailboxContainerRegistry.class})
@ConditionalOnBooleanProperty(name = "academy.exchange.enabled", matchIfMissing = true)
public final class ExchangeMetricsAutoConfiguration {

    ExchangeMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ExchangeMeters academyExchangeMeters(MeterRegistry meters) {
        return new ExchangeMeters(meters);
    }

    @Bean
    @ConditionalOnMissingBean
    MailboxMeters academyMailboxMeters(
            MeterRegistry meters, MailboxContainerRegistry containers, ObjectProvider<Exchange> exchange) {
        return new MailboxMeters(meters, containers, exchange::getObject);
    }
}
