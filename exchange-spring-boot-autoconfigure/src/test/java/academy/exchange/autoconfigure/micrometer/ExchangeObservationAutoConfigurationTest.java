package academy.exchange.autoconfigure.micrometer;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.micrometer.AskContext;
import academy.exchange.micrometer.AskConvention;
import academy.exchange.micrometer.ExchangeObservations;
import academy.exchange.micrometer.HandleContext;
import academy.exchange.micrometer.HandleConvention;
import academy.exchange.micrometer.SendConvention;

import static org.assertj.core.api.Assertions.assertThat;

class ExchangeObservationAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(ExchangeAutoConfiguration.class, ExchangeObservationAutoConfiguration.class))
            .withPropertyValues("academy.exchange.type=memory");

    @Test
    void observationsAreMadeWhereARegistryIs() {
        runner.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
                .run(context -> assertThat(context).hasSingleBean(ExchangeObservations.class));
    }

    @Test
    void applicationWorksWithoutARegistry() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeObservations.class);
            send(context.getBean(Exchange.class));
        });
    }

    @Test
    void applicationWorksWithoutMicrometer() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean("academyExchangeObservations");
            send(context.getBean(Exchange.class));
        });
    }

    @Test
    void registryThatDoesNothingIsNotAskedForAnything() {
        runner.withBean(ObservationRegistry.class, ObservationRegistry::create).run(context -> {
            assertThat(context.getBean(ObservationRegistry.class).isNoop()).isTrue();
            send(context.getBean(Exchange.class));
        });
    }

    @Test
    void propertyOfSpringBootSwitchesObservationsOff() {
        StringBuilder begun = new StringBuilder();
        ObservationHandler<Observation.Context> handler = new ObservationHandler<>() {
            @Override
            public void onStart(Observation.Context observed) {
                begun.append(observed.getName());
            }

            @Override
            public boolean supportsContext(Observation.Context observed) {
                return true;
            }
        };
        runner.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
                .withBean(ObservationHandler.class, () -> handler)
                .withPropertyValues("management.observations.enable.academy=false")
                .run(context -> {
                    send(context.getBean(Exchange.class));
                    assertThat(begun).isEmpty();
                });
    }

    @Test
    void conventionOfTheApplicationTakesThePlaceOfOurs() {
        SendConvention own = new SendConvention() {
            @Override
            public String getName() {
                return "post";
            }
        };
        runner.withBean(TestObservationRegistry.class, TestObservationRegistry::create)
                .withBean(SendConvention.class, () -> own)
                .run(context -> {
                    send(context.getBean(Exchange.class));
                    TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class))
                            .hasSingleObservationThat()
                            .hasNameEqualTo("post")
                            .hasLowCardinalityKeyValue("outcome", "success")
                            .hasBeenStopped();
                });
    }

    @Test
    void questionsAndTheirHandlingAreCalledAsTheApplicationLikes() {
        AskConvention asks = new AskConvention() {
            @Override
            public KeyValues getLowCardinalityKeyValues(AskContext asked) {
                return KeyValues.of("what", asked.action());
            }
        };
        HandleConvention handles = new HandleConvention() {
            @Override
            public String getContextualName(HandleContext handled) {
                return "serve " + handled.work().action();
            }
        };
        runner.withBean(TestObservationRegistry.class, TestObservationRegistry::create)
                .withBean(AskConvention.class, () -> asks)
                .withBean(HandleConvention.class, () -> handles)
                .withBean("clerk", Clerk.class)
                .run(context -> {
                    greet(context.getBean(Exchange.class));
                    TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class))
                            .hasObservationWithNameEqualTo("academy.exchange.ask")
                            .that()
                            .hasLowCardinalityKeyValue("what", "greet")
                            .doesNotHaveLowCardinalityKeyValueWithKey("outcome")
                            .backToTestObservationRegistry()
                            .hasObservationWithNameEqualTo("academy.exchange.handle")
                            .that()
                            .hasContextualNameEqualTo("serve greet")
                            .hasLowCardinalityKeyValue("agent", "clerk");
                });
    }

    @Test
    void observationsOfTheApplicationTakeThePlaceOfOurs() {
        TestObservationRegistry apart = TestObservationRegistry.create();
        runner.withBean(TestObservationRegistry.class, TestObservationRegistry::create)
                .withBean("own", ExchangeObservations.class, () -> new ExchangeObservations(apart, null, null, null))
                .run(context -> {
                    send(context.getBean(Exchange.class));
                    TestObservationRegistryAssert.assertThat(context.getBean(TestObservationRegistry.class))
                            .doesNotHaveAnyObservation();
                    TestObservationRegistryAssert.assertThat(apart)
                            .hasSingleObservationThat()
                            .hasNameEqualTo("academy.exchange.send");
                });
    }

    @Test
    void conventionForAllObservationsHoldsForOursToo() {
        TestObservationRegistry registry = TestObservationRegistry.create();
        registry.observationConfig().observationConvention(new GlobalObservationConvention<AskContext>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof AskContext;
            }

            @Override
            public String getName() {
                return "question";
            }
        });
        runner.withBean(TestObservationRegistry.class, () -> registry)
                .withBean("clerk", Clerk.class)
                .run(context -> {
                    greet(context.getBean(Exchange.class));
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasObservationWithNameEqualTo("question")
                            .that()
                            .hasBeenStopped();
                });
    }

    private static void greet(Exchange exchange) throws InterruptedException {
        AgentId clerk = exchange.discover(Clerk.class).get(0);
        assertThat(exchange.getHandle(clerk).call("greet", String.class, Duration.ofSeconds(30), "you"))
                .isEqualTo("hello you");
    }

    @AgentMailbox
    static class Clerk {

        @Action
        String greet(String name) {
            return "hello " + name;
        }
    }

    private static void send(Exchange exchange) {
        ClientId client = exchange.registerClient();
        AgentId agent = exchange.registerAgent(ExchangeObservationAutoConfigurationTest.class);
        exchange.send(Message.request(client, agent, new Request.Ping()));
        assertThat(exchange.stats(agent).queued()).isOne();
    }
}
