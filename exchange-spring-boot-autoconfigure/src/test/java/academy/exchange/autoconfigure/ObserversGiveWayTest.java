package academy.exchange.autoconfigure;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.autoconfigure.micrometer.ExchangeMetricsAutoConfiguration;
import academy.exchange.autoconfigure.micrometer.ExchangeObservationAutoConfiguration;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.micrometer.ExchangeMeters;
import academy.exchange.micrometer.ExchangeObservations;
import academy.exchange.micrometer.MailboxMeters;

import static org.assertj.core.api.Assertions.assertThat;

/** What only watches the exchange is replaced by a bean of the application as everything else is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ObserversGiveWayTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ExchangeAutoConfiguration.class,
                    ExchangeMetricsAutoConfiguration.class,
                    ExchangeObservationAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory")
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(ObservationRegistry.class, ObservationRegistry::create);

    @Test
    void areOursUnlessTheApplicationHasItsOwn() {
        runner.run(context -> assertThat(context)
                .hasBean("academyExchangeMeters")
                .hasBean("academyMailboxMeters")
                .hasBean("academyExchangeObservations")
                .hasSingleBean(HandlerMdc.class));
    }

    @Test
    void ofTheApplicationWin() {
        runner.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).doesNotHaveBean(HandlerMdc.class);
            for (Class<?> type : List.of(ExchangeMeters.class, MailboxMeters.class, ExchangeObservations.class)) {
                assertThat(context.getBeanNamesForType(type)).as(type.getName()).containsExactly(mine(type));
            }
        });
    }

    private static String mine(Class<?> type) {
        return "my" + type.getSimpleName();
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        @Bean
        ExchangeMeters myExchangeMeters(MeterRegistry registry) {
            return new ExchangeMeters(registry);
        }

        @Bean
        MailboxMeters myMailboxMeters(
                MeterRegistry meters, MailboxContainerRegistry registry, ObjectProvider<Exchange> exchange) {
            return new MailboxMeters(meters, registry, exchange::getObject);
        }

        @Bean
        ExchangeObservations myExchangeObservations(ObservationRegistry registry) {
            return new ExchangeObservations(registry, null, null, null);
        }

        /** By its name, since the type of ours is not for others. */
        @Bean
        ExchangeObserver academyExchangeHandlerMdc() {
            return ExchangeObserver.NONE;
        }
    }
}
