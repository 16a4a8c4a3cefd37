package academy.exchange.autoconfigure.micrometer;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.micrometer.ExchangeMeters;
import academy.exchange.micrometer.MailboxMeters;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeMetricsAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ExchangeAutoConfiguration.class, ExchangeMetricsAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    private final ApplicationContextRunner metered = runner.withConfiguration(AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class));

    @Test
    void metersAreThereWhereARegistryIs() {
        metered.run(context ->
                assertThat(context).hasSingleBean(ExchangeMeters.class).hasSingleBean(MailboxMeters.class));
    }

    @Test
    void applicationWorksWithoutARegistry() {
        runner.run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(ExchangeMeters.class)
                    .doesNotHaveBean(MailboxMeters.class);
            send(context.getBean(Exchange.class));
        });
    }

    @Test
    void applicationWorksWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> {
            assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean("academyExchangeMeters")
                    .doesNotHaveBean("academyMailboxMeters");
            send(context.getBean(Exchange.class));
        });
    }

    @Test
    void metersAreAbsentWhereTheExchangeIsSwitchedOff() {
        metered.withPropertyValues("academy.exchange.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(ExchangeMeters.class)
                .doesNotHaveBean(MailboxMeters.class));
    }

    @Test
    void propertyOfSpringBootSwitchesTheMetersOff() {
        metered.withPropertyValues("management.metrics.enable.academy=false").run(context -> {
            send(context.getBean(Exchange.class));
            assertThat(context.getBean(MeterRegistry.class).getMeters())
                    .noneMatch(meter -> meter.getId().getName().startsWith("academy"));
        });
    }

    @Test
    void metersOfTheApplicationTakeThePlaceOfOurs() {
        ExchangeMeters own = new ExchangeMeters(new SimpleMeterRegistry());
        metered.withBean("own", ExchangeMeters.class, () -> own).run(context -> {
            assertThat(context).getBean(ExchangeMeters.class).isSameAs(own);
            send(context.getBean(Exchange.class));
            assertThat(context.getBean(MeterRegistry.class)
                            .find("academy.exchange.sent")
                            .meters())
                    .isEmpty();
        });
    }

    @Test
    void observersOfTheApplicationAreTold() {
        StringBuilder told = new StringBuilder();
        ExchangeObserver broken = new ExchangeObserver() {
            @Override
            public Step sending(Message message) {
                throw new IllegalStateException("on purpose");
            }
        };
        ExchangeObserver own = new ExchangeObserver() {
            @Override
            public Step sending(Message message) {
                told.append(message.header().kind());
                return Step.UNOBSERVED;
            }
        };
        runner.withBean("broken", ExchangeObserver.class, () -> broken)
                .withBean("own", ExchangeObserver.class, () -> own)
                .run(context -> {
                    send(context.getBean(Exchange.class));
                    assertThat(told).hasToString("REQUEST");
                });
    }

    private static void send(Exchange exchange) {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(ExchangeMetricsAutoConfigurationTest.class);
        exchange.send(Message.request(client, agent, new Request.Ping()));
        assertThat(exchange.stats(agent).queued()).isOne();
    }
}
