package academy.exchange.autoconfigure.actuate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.actuate.ExchangeHealthIndicator;
import academy.exchange.actuate.ExchangeReadinessIndicator;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.autoconfigure.ExchangeAutoConfiguration;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What health says, and what becomes of the work, when Redis is stopped under load and started again without its data, as an
 * application with default settings has it. The outage takes 5 seconds, or as long as {@code -Dexchange.outage=PT60S} says.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RedisOutageTest {

    private static final Duration OUTAGE = Duration.parse(System.getProperty("exchange.outage", "PT5S"));
    private static final Duration SOON = Duration.ofSeconds(10);

    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void healthIsDownSoonAndUpSoonAfterTheReturnAndWorkGoesOn() {
        EmbeddedRedis first = EmbeddedRedis.start();
        String port = String.valueOf(first.port());
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ExchangeAutoConfiguration.class,
                        ExchangeHealthContributorAutoConfiguration.class,
                        DataRedisAutoConfiguration.class))
                .withUserConfiguration(Agents.class)
                .withPropertyValues("academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + port)
                .run(context -> {
                    CompletableFuture<Void> load = load(context);
                    await().atMost(SOON).until(() -> answered.get() > 100);
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    first.close();
                    long stopped = System.nanoTime();
                    Health down = await().atMost(SOON).until(() -> health(context), health -> health.getStatus()
                            .equals(Status.DOWN));
                    assertThat(down.getDetails().get("error"))
                            .asString()
                            .contains("ExchangeUnavailableException", "Redis did not answer a ping");
                    assertThat(readiness(context)).isEqualTo(Status.UP);
                    await().pollDelay(OUTAGE.minusNanos(System.nanoTime() - stopped)
                                    .plusSeconds(1))
                            .atMost(OUTAGE.plus(SOON))
                            .untilAsserted(() -> assertThat(
                                            health(context).getDetails().get("error"))
                                    .asString()
                                    .contains("ExchangeUnavailableException"));
                    try (EmbeddedRedis second = EmbeddedRedis.start("--port", port)) {
                        int before = answered.get();
                        await().atMost(SOON)
                                .until(() -> health(context).getStatus().equals(Status.UP));
                        await().atMost(SOON).until(() -> answered.get() > before + 100);
                        assertThat(second.isAlive()).isTrue();
                        goesOn.set(false);
                        load.get(30, TimeUnit.SECONDS);
                    }
                });
    }

    private CompletableFuture<Void> load(ApplicationContext context) {
        Exchange exchange = context.getBean(Exchange.class);
        AgentId echo = exchange.discover("echo").get(0);
        return CompletableFuture.runAsync(() -> {
            while (goesOn.get()) {
                try {
                    exchange.getHandle(echo).call("say", String.class, Duration.ofSeconds(2), "hello");
                    answered.incrementAndGet();
                } catch (ExchangeException expected) {
                    // Whether it failed for good reason is what the others look at; here it goes on.
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private static Health health(ApplicationContext context) {
        return context.getBean(ExchangeHealthIndicator.class).health();
    }

    private static Status readiness(ApplicationContext context) {
        return context.getBean(ExchangeReadinessIndicator.class).health().getStatus();
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
