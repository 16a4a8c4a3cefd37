package academy.exchange.autoconfigure.actuate;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.Message;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeHealthContributorAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ExchangeAutoConfiguration.class,
                    ExchangeHealthContributorAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class));

    private final ApplicationContextRunner inMemory = runner.withPropertyValues("academy.exchange.type=memory");

    @Test
    void isListedUnderItsName() {
        inMemory.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("academyExchange"))
                .isInstanceOf(ExchangeHealthIndicator.class));
    }

    @Test
    void canBeSwitchedOff() {
        inMemory.withPropertyValues("management.health.academy-exchange.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeHealthIndicator.class));
        inMemory.withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeHealthIndicator.class));
    }

    @Test
    void limitThatCannotBeMeantIsRefusedByTheNameOfItsProperty() {
        for (String limit : new String[] {"timeout=0s", "poll-margin=-1s", "max-agents=-1"}) {
            inMemory.withPropertyValues("management.health.academy-exchange." + limit)
                    .run(context -> assertThat(context)
                            .as(limit)
                            .getFailure()
                            .rootCause()
                            .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                            .hasMessageContaining(
                                    "management.health.academy-exchange." + limit.substring(0, limit.indexOf('='))));
        }
    }

    @Test
    void isAbsentWhereTheExchangeIsSwitchedOff() {
        inMemory.withPropertyValues("academy.exchange.enabled=false")
                .withBean(Exchange.class, () -> InMemoryExchange.create(JsonMessageCodec.create()))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeHealthIndicator.class));
    }

    @Test
    void isAbsentWithoutTheHealthModule() {
        inMemory.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("academyExchangeHealthIndicator"));
    }

    @Test
    void givesWayToTheApplications() {
        inMemory.withBean(
                        "academyExchangeHealthContributor",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ExchangeHealthIndicator.class));
    }

    @Test
    void watchesAnExchangeOfTheApplicationToo() {
        runner.withBean(Exchange.class, () -> InMemoryExchange.create(JsonMessageCodec.create()))
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void isDownWithoutRedisAndUpWhenItIsBack() {
        EmbeddedRedis first = EmbeddedRedis.start();
        String port = String.valueOf(first.port());
        runner.withPropertyValues(
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + port,
                        "academy.exchange.redis.operation-timeout=500ms",
                        "academy.exchange.redis.connect-timeout=500ms")
                .run(context -> {
                    assertThat(health(context).getDetails()).containsKey("roundTrip");
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    first.close();
                    Health down = health(context);
                    assertThat(down.getStatus()).isEqualTo(Status.DOWN);
                    assertThat(down.getDetails().get("error"))
                            .asString()
                            .contains("ExchangeUnavailableException")
                            .containsAnyOf("refused", "not connected", "rejected");
                    try (EmbeddedRedis second = EmbeddedRedis.start("--port", port)) {
                        assertThat(second.isAlive()).isTrue();
                        await().atMost(20, TimeUnit.SECONDS)
                                .until(() -> health(context).getStatus().equals(Status.UP));
                    }
                });
    }

    @Test
    void detailsHaveNeitherPasswordsNorWhatMessagesCarry() {
        EmbeddedRedis first = EmbeddedRedis.start("--requirepass", "hidden-word");
        String port = String.valueOf(first.port());
        runner.withUserConfiguration(Agents.class)
                .withPropertyValues(
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + port,
                        "academy.exchange.redis.password=hidden-word",
                        "academy.exchange.redis.operation-timeout=500ms",
                        "academy.exchange.redis.connect-timeout=500ms")
                .run(context -> {
                    Exchange exchange = context.getBean(Exchange.class);
                    AgentId echo = exchange.discover("echo").get(0);
                    context.getBean(MailboxContainerRegistry.class).get("echo").pause();
                    // A poll that was running when the agent was paused may take the first yet.
                    for (int i = 0; i < 2; i++) {
                        exchange.send(Message.request(
                                exchange.registerClient(),
                                echo,
                                exchange.codec().encodeAction("say", List.of("hidden-word"), Map.of())));
                    }
                    assertThat(health(context).getDetails().get("mailboxes"))
                            .asString()
                            .containsPattern("queued=[12]");
                    assertThat(health(context).getDetails().toString()).doesNotContain("hidden");
                    first.close();
                    await().until(() -> health(context).getStatus().equals(Status.DOWN));
                    assertThat(health(context).getDetails().toString()).doesNotContain("hidden");
                    try (EmbeddedRedis second = EmbeddedRedis.start("--port", port, "--requirepass", "other-word")) {
                        assertThat(second.isAlive()).isTrue();
                        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(
                                        health(context).getDetails().toString())
                                .contains("WRONGPASS"));
                        assertThat(health(context).getDetails().toString()).doesNotContain("hidden");
                    }
                });
    }

    @Test
    void answersSoonWhenTheServerHangs() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            runner.withPropertyValues(
                            "academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + redis.port())
                    .run(context -> {
                        assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                        signal("STOP", redis);
                        try {
                            assertThat(health(context).getDetails()).containsEntry("error", "No answer within 2000 ms");
                        } finally {
                            signal("CONT", redis);
                        }
                        await().atMost(20, TimeUnit.SECONDS)
                                .until(() -> health(context).getStatus().equals(Status.UP));
                    });
        }
    }

    private static void signal(String name, EmbeddedRedis redis) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    @Test
    void isDownWhenAMailboxIsTerminatedUnderItsAgent() {
        inMemory.withUserConfiguration(Agents.class).run(context -> {
            Exchange exchange = context.getBean(Exchange.class);
            AgentId echo = exchange.discover("echo").get(0);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails().get("mailboxes"))
                    .asString()
                    .contains(echo.uid().toString());
            exchange.terminate(echo);
            await().until(() -> health(context).getStatus().equals(Status.DOWN));
        });
    }

    private static Health health(ApplicationContext context) {
        return requireNonNull(context.getBean(ExchangeHealthIndicator.class).health());
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {

        @Bean
        Echo echo() {
            return new Echo();
        }
    }

    @AgentMailbox("echo")
    static class Echo {

        @Action
        public String say(String text) {
            return text;
        }
    }
}
