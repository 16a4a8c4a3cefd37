package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.DeliveryOptions;
import academy.exchange.Exchange;
import academy.exchange.ExchangeClosedException;
import academy.exchange.MessageCodec;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.agent.AgentMailboxBeanPostProcessor;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class));

    private final ApplicationContextRunner inMemory = runner.withPropertyValues("academy.exchange.type=memory");

    @Test
    void applicationGetsWhatItNeeds() {
        inMemory.run(context -> assertThat(context)
                .hasSingleBean(Exchange.class)
                .hasSingleBean(MessageCodec.class)
                .hasSingleBean(MailboxContainerRegistry.class)
                .hasSingleBean(AgentMailboxBeanPostProcessor.class)
                .hasSingleBean(ExchangeProperties.class));
    }

    @Test
    void switchedOffItLeavesNothing() {
        runner.withPropertyValues("academy.exchange.enabled=false", "academy.exchange.agent.concurrency=0")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Exchange.class)
                        .doesNotHaveBean(MessageCodec.class)
                        .doesNotHaveBean(MailboxContainerRegistry.class)
                        .doesNotHaveBean(AgentMailboxBeanPostProcessor.class)
                        .doesNotHaveBean(ExchangeProperties.class));
    }

    @Test
    void exchangeIsClosedWithTheContext() {
        inMemory.run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            context.close();
            assertThatExceptionOfType(ExchangeClosedException.class).isThrownBy(() -> exchange.discover("adder"));
        });
    }

    @Test
    void nothingIsMadeTooEarly() {
        try (LogOf log = LogOf.everybody()) {
            inMemory.withUserConfiguration(Agents.class)
                    .run(context -> assertThat(context).hasNotFailed());
            assertThat(log.messages()).noneMatch(message -> message.contains("not eligible"));
        }
    }

    @Nested
    class BackOff {

        @Test
        void exchangeOfTheApplicationWins() {
            runner.withBean("mine", Exchange.class, ExchangeAutoConfigurationTest::exchange)
                    .run(context ->
                            assertThat(context).hasSingleBean(Exchange.class).hasBean("mine"));
        }

        @Test
        void agentsLiveOnTheExchangeOfTheApplication() {
            runner.withBean("mine", Exchange.class, ExchangeAutoConfigurationTest::exchange)
                    .withUserConfiguration(Agents.class)
                    .run(context -> assertThat(context.getBean(Exchange.class).discover("adder"))
                            .hasSize(1));
        }

        @Test
        void codecOfTheApplicationWins() {
            inMemory.withBean("mine", MessageCodec.class, JsonMessageCodec::create)
                    .run(context ->
                            assertThat(context.getBean(Exchange.class).codec()).isSameAs(context.getBean("mine")));
        }

        @Test
        void registryOfTheApplicationWins() {
            inMemory.withBean("mine", MailboxContainerRegistry.class, MailboxContainerRegistry::new)
                    .withUserConfiguration(Agents.class)
                    .run(context -> assertThat(context.getBean("mine", MailboxContainerRegistry.class)
                                    .containers())
                            .hasSize(1));
        }

        @Test
        void registrarOfTheApplicationWins() {
            inMemory.withUserConfiguration(Agents.class, OwnRegistrar.class).run(context -> {
                assertThat(context).hasSingleBean(AgentRegistrar.class).hasBean("mine");
                assertThat(onlyContainer(context.getBean(MailboxContainerRegistry.class))
                                .options()
                                .concurrency())
                        .isEqualTo(11);
            });
        }

        @Test
        void postProcessorOfTheApplicationWins() {
            inMemory.withUserConfiguration(Agents.class, OwnPostProcessor.class).run(context -> assertThat(context)
                    .hasSingleBean(AgentMailboxBeanPostProcessor.class)
                    .hasBean("mine"));
        }
    }

    @Nested
    class ClassPath {

        @Test
        void memoryNeedsNoLettuce() {
            inMemory.withClassLoader(new FilteredClassLoader("io.lettuce"))
                    .run(context -> assertThat(context).hasSingleBean(Exchange.class));
        }

        @Test
        void memoryNeedsNoSpringDataRedis() {
            inMemory.withClassLoader(
                            new FilteredClassLoader("org.springframework.data.redis", "org.springframework.boot.data"))
                    .run(context -> assertThat(context).hasSingleBean(Exchange.class));
        }

        @Test
        void withoutLettuceThereIsAWordOfIt() {
            ApplicationContextRunner jedis = runner.withClassLoader(new FilteredClassLoader("io.lettuce"));
            jedis.run(context -> {
                FailureAnalysis analysis = requireNonNull(
                        new ExchangeFailureAnalyzer().analyze(requireNonNull(context.getStartupFailure())));
                assertThat(analysis.getDescription()).contains("Lettuce");
                assertThat(analysis.getAction())
                        .contains("io.lettuce:lettuce-core", "Jedis")
                        .doesNotContain("  ");
            });
            jedis.withPropertyValues("academy.exchange.enabled=false")
                    .run(context -> assertThat(context).hasNotFailed());
            jedis.withBean("mine", Exchange.class, ExchangeAutoConfigurationTest::exchange)
                    .run(context -> assertThat(context).hasSingleBean(Exchange.class));
        }

        @Test
        void withoutSpringDataRedisThereIsNoExchangeOnRedis() {
            runner.withClassLoader(
                            new FilteredClassLoader("org.springframework.data.redis", "org.springframework.boot.data"))
                    .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Exchange.class));
        }
    }

    @Nested
    class AgentProperties {

        @Test
        void holdForEveryAgentThatDoesNotSayOtherwise() {
            inMemory.withUserConfiguration(Agents.class)
                    .withPropertyValues(
                            "academy.exchange.agent.concurrency=3",
                            "academy.exchange.agent.poll-timeout=100ms",
                            "academy.exchange.agent.shutdown-timeout=7s",
                            "academy.exchange.agent.prefetch=2",
                            "academy.exchange.agent.idle-after=8s",
                            "academy.exchange.agent.heartbeat-interval=9s")
                    .run(context -> assertThat(onlyContainer(context.getBean(MailboxContainerRegistry.class))
                                    .options())
                            .returns(3, ContainerOptions::concurrency)
                            .returns(Duration.ofMillis(100), ContainerOptions::pollTimeout)
                            .returns(Duration.ofSeconds(7), ContainerOptions::shutdownTimeout)
                            .returns(2, ContainerOptions::prefetch)
                            .returns(Duration.ofSeconds(8), ContainerOptions::idleAfter)
                            .returns(Duration.ofSeconds(9), ContainerOptions::heartbeatInterval));
        }

        @Test
        void sayHowMessagesAreDelivered() {
            inMemory.withUserConfiguration(Agents.class)
                    .withPropertyValues(
                            // As only what is said counts here, the agent need not run.
                            "academy.exchange.agent.auto-startup=false",
                            "academy.exchange.agent.delivery=at-least-once",
                            "academy.exchange.agent.recovery-time=4s",
                            "academy.exchange.agent.max-attempts=7",
                            "academy.exchange.agent.min-retry-pause=2s",
                            "academy.exchange.agent.max-retry-pause=3s")
                    .run(context -> assertThat(onlyContainer(context.getBean(MailboxContainerRegistry.class))
                                    .options()
                                    .delivery())
                            .isEqualTo(DeliveryOptions.atLeastOnce()
                                    .withRecoveryTime(Duration.ofSeconds(4))
                                    .withMaxAttempts(7)
                                    .withRetryPauses(Duration.ofSeconds(2), Duration.ofSeconds(3))));
        }

        @Test
        void areThoseOfAnyContainerWhereNothingIsSaid() {
            inMemory.withUserConfiguration(Agents.class)
                    .run(context -> assertThat(onlyContainer(context.getBean(MailboxContainerRegistry.class))
                                    .options())
                            .isEqualTo(ContainerOptions.defaults()));
        }

        @Test
        void stopThatSpringWouldCutOffIsWarnedOf() {
            try (LogOf log = LogOf.everybody()) {
                ApplicationContextRunner slow =
                        inMemory.withPropertyValues("academy.exchange.agent.shutdown-timeout=40s");
                slow.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=41s")
                        .run(context -> assertThat(context).hasNotFailed());
                assertThat(log.messages()).noneMatch(line -> line.contains("shutdown-timeout"));
                slow.run(context -> assertThat(context).hasNotFailed());
                assertThat(log.messages())
                        .anyMatch(line -> line.contains("academy.exchange.agent.shutdown-timeout is PT40S")
                                && line.contains("spring.lifecycle.timeout-per-shutdown-phase"));
            }
        }

        @Test
        void withoutAutoStartupAgentsWaitForAStartByHand() {
            inMemory.withUserConfiguration(Agents.class)
                    .withPropertyValues("academy.exchange.agent.auto-startup=false")
                    .run(context -> {
                        MailboxContainer adder = onlyContainer(context.getBean(MailboxContainerRegistry.class));
                        assertThat(adder.isRunning()).isFalse();
                        adder.start();
                        assertThat(context.getBean(Exchange.class).discover("adder"))
                                .hasSize(1);
                    });
        }
    }

    @Test
    void programRegistersAgentsWithTheProperties() {
        inMemory.withPropertyValues("academy.exchange.agent.concurrency=3").run(context -> {
            MailboxContainer container = context.getBean(AgentRegistrar.class).register("one", new Adder());
            assertThat(container.isRunning()).isTrue();
            assertThat(container.options().concurrency()).isEqualTo(3);
            assertThat(context.getBean(Exchange.class).discover("adder")).hasSize(1);
        });
    }

    @Test
    void allowedExceptionsAreThrownHere() {
        inMemory.withUserConfiguration(Agents.class)
                .withPropertyValues("academy.exchange.handle.allowed-exceptions=java.lang.ArithmeticException")
                .run(context -> {
                    Exchange exchange = context.getBean(Exchange.class);
                    AgentHandle adder =
                            exchange.getHandle(exchange.discover("adder").get(0));
                    assertThatExceptionOfType(ArithmeticException.class)
                            .isThrownBy(() ->
                                    adder.call("add", Integer.class, Duration.ofSeconds(20), Integer.MAX_VALUE, 1))
                            .withCauseInstanceOf(ActionFailedException.class);
                });
    }

    private static Exchange exchange() {
        return InMemoryExchange.create(JsonMessageCodec.create());
    }

    private static MailboxContainer onlyContainer(MailboxContainerRegistry registry) {
        assertThat(registry.containers()).hasSize(1);
        return registry.containers().get(0);
    }

    @AgentMailbox("adder")
    static class Adder {

        @Action
        public int add(int a, int b) {
            return Math.addExact(a, b);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {

        @Bean
        Adder adder() {
            return new Adder();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPostProcessor {

        @Bean
        static AgentMailboxBeanPostProcessor mine(
                ObjectProvider<Exchange> exchange, ObjectProvider<MailboxContainerRegistry> registry) {
            return new AgentMailboxBeanPostProcessor(exchange::getObject, registry::getObject, AgentOptions::defaults);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnRegistrar {

        @Bean
        AgentRegistrar mine(ObjectProvider<Exchange> exchange, ObjectProvider<MailboxContainerRegistry> registry) {
            AgentOptions options = AgentOptions.defaults()
                    .withContainer(ContainerOptions.defaults().withConcurrency(11));
            return new AgentRegistrar(exchange::getObject, registry::getObject, () -> options);
        }
    }
}
