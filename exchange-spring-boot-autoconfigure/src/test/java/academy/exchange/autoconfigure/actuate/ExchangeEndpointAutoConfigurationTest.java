package academy.exchange.autoconfigure.actuate;

import java.time.InstantSource;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeEndpoint;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeEndpointAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ExchangeAutoConfiguration.class,
                    EndpointAutoConfiguration.class,
                    ExchangeHealthContributorAutoConfiguration.class,
                    ExchangeEndpointAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    private final ApplicationContextRunner exposed =
            runner.withPropertyValues("management.endpoints.web.exposure.include=exchange");

    @Test
    void isThereWhereItIsExposed() {
        exposed.run(context -> assertThat(context).hasSingleBean(ExchangeEndpoint.class));
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeEndpoint.class));
    }

    @Test
    void isAbsentWithoutAccess() {
        exposed.withPropertyValues("management.endpoint.exchange.access=NONE")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeEndpoint.class));
    }

    @Test
    void isAbsentWhereTheExchangeIsSwitchedOff() {
        exposed.withPropertyValues("academy.exchange.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeEndpoint.class));
    }

    @Test
    void applicationWorksWithoutActuator() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ExchangeAutoConfiguration.class,
                        ExchangeHealthContributorAutoConfiguration.class,
                        ExchangeEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "academy.exchange.type=memory", "management.endpoints.web.exposure.include=exchange")
                .withClassLoader(new FilteredClassLoader(WebEndpoint.class, Show.class, HealthIndicator.class))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean("academyExchangeEndpoint")
                            .doesNotHaveBean("academyExchangeHealthIndicator");
                    assertThat(context.getBean(Exchange.class).ping()).isPositive();
                });
    }

    @Test
    void givesWayToTheApplications() {
        ExchangeEndpoint own = new ExchangeEndpoint(
                InMemoryExchange.create(JsonMessageCodec.create()),
                new MailboxContainerRegistry(),
                null,
                Show.NEVER,
                Set.of(),
                InstantSource.system());
        exposed.withBean("academyExchangeEndpoint", ExchangeEndpoint.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(ExchangeEndpoint.class)).isSameAs(own));
    }
}
