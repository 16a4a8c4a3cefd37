package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.autoconfigure.actuate.ExchangeEndpointAutoConfiguration;
import academy.exchange.autoconfigure.actuate.ExchangeHealthContributorAutoConfiguration;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that has more than one exchange, and beans whose names are those of others. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
class SeveralExchangesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withPropertyValues("academy.exchange.type=memory", "management.endpoints.web.exposure.include=exchange")
            .withConfiguration(AutoConfigurations.of(
                    ExchangeAutoConfiguration.class,
                    ExchangeHealthContributorAutoConfiguration.class,
                    ExchangeEndpointAutoConfiguration.class));

    @Test
    void otherOneBesideOurs() {
        runner.withUserConfiguration(Beside.class, Adder.class).run(context -> {
            assertThat(context).hasNotFailed();
            Exchange ours = context.getBean("academyExchange", Exchange.class);
            Exchange other = context.getBean("other", Exchange.class);
            assertThat(ask(ours)).isEqualTo(3);
            assertThat(other.discoverAll()).isEmpty();
            assertThat(context.getBean(ExchangeHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
        });
    }

    @Test
    void otherOneHasAgentsByARegistrarOfItsOwn() {
        runner.withUserConfiguration(Beside.class).run(context -> {
            Exchange other = context.getBean("other", Exchange.class);
            AgentRegistrar registrar = new AgentRegistrar(
                    () -> other, () -> context.getBean(MailboxContainerRegistry.class), AgentOptions::defaults);

            registrar.register("adder", new Adder());

            assertThat(ask(other)).isEqualTo(3);
            assertThat(context.getBean("academyExchange", Exchange.class).discoverAll())
                    .isEmpty();
        });
    }

    @Test
    void agentsLiveOnThePrimaryOfTwo() {
        runner.withUserConfiguration(OneOfTwoIsPrimary.class, Adder.class).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean("academyExchange");
            assertThat(ask(context.getBean("first", Exchange.class))).isEqualTo(3);
            assertThat(context.getBean("second", Exchange.class).discoverAll()).isEmpty();
            assertThat(context).hasSingleBean(ExchangeHealthIndicator.class);
        });
    }

    @Test
    void twoAlikeAreEnoughForWhoHasNoAgents() {
        runner.withUserConfiguration(TwoAlike.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeHealthIndicator.class));
    }

    @Test
    void agentIsToldThatTwoAreAlike(CapturedOutput output) {
        FailedStartTest.assertFails(Ambiguous.class, "academy.exchange.type=memory");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("first")
                .contains("second")
                .contains("@Primary");
    }

    @Test
    void namesOfOurBeansAreLeftToTheApplication() {
        runner.withUserConfiguration(Adder.class)
                .withBean("exchange", String.class, () -> "mine")
                .withBean("agentRegistrar", String.class, () -> "mine")
                .withBean("mailboxContainerRegistry", String.class, () -> "mine")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(ask(context.getBean(Exchange.class))).isEqualTo(3);
                });
    }

    @Test
    void nameThatMeetsOursIsToldToTheApplication(CapturedOutput output) {
        FailedStartTest.assertFails(Namesake.class, "academy.exchange.type=memory");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("'academyExchange'")
                .contains("Namesake")
                .contains("could not be registered");
    }

    private static @Nullable Integer ask(Exchange exchange) throws InterruptedException {
        AgentId adder = exchange.discover("adder").get(0);
        return exchange.getHandle(adder).call("add", Integer.class, LIMIT, 1, 2);
    }

    private static Exchange inMemory() {
        return InMemoryExchange.builder(JsonMessageCodec.create()).build();
    }

    @AgentMailbox(name = "adder")
    static class Adder {

        @Action
        public int add(int left, int right) {
            return left + right;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beside {

        @Bean(defaultCandidate = false)
        Exchange other() {
            return inMemory();
        }

        /** Whoever wants the other one says so. */
        @Bean
        String who(@Qualifier("other") Exchange other, Exchange ours, ApplicationContext context) {
            assertThat(other).isSameAs(context.getBean("other")).isNotSameAs(ours);
            return "known";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OneOfTwoIsPrimary {

        @Bean
        @Primary
        Exchange first() {
            return inMemory();
        }

        @Bean
        Exchange second() {
            return inMemory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoAlike {

        @Bean
        Exchange first() {
            return inMemory();
        }

        @Bean
        Exchange second() {
            return inMemory();
        }
    }

    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    static class Ambiguous extends TwoAlike {

        @Bean
        Adder adder() {
            return new Adder();
        }
    }

    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    static class Namesake {

        @Bean
        String academyExchange() {
            return "mine";
        }
    }
}
