package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An exchange with a Redis of its own, in an application that uses Redis for something else, too, or not at all. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BesideOtherConnectionsTest {

    private final Server exchanges = new Server();
    private final Server applications = new Server();

    private final ApplicationContextRunner alone = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class))
            .withPropertyValues(exchanges.asOwn());

    private final ApplicationContextRunner runner =
            alone.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));

    @AfterEach
    void stop() {
        exchanges.close();
        applications.close();
    }

    @Test
    void templateOfTheApplicationStaysOnItsServer() {
        runner.withPropertyValues(applications.asApplications()).run(context -> {
            ConnectionTest.assertWorks(context);
            context.getBean(StringRedisTemplate.class).opsForValue().set("cart", "full");
            assertThat(applications.keys()).containsExactly("cart");
            assertThat(exchanges.keys()).isNotEmpty().doesNotContain("cart");
        });
    }

    @Test
    void ofSeveralNoneNeedBePrimary() {
        runner.withBean("cache", RedisConnectionFactory.class, this::factory)
                .withBean("sessions", RedisConnectionFactory.class, this::factory)
                .run(context -> {
                    ConnectionTest.assertWorks(context);
                    assertThat(context.getBeansOfType(RedisConnectionFactory.class))
                            .containsOnlyKeys("cache", "sessions");
                    assertThat(applications.keys()).isEmpty();
                });
    }

    @Test
    void primaryOneIsLeftToTheApplication() {
        runner.withBean("cache", RedisConnectionFactory.class, this::factory, definition -> definition.setPrimary(true))
                .withBean("sessions", RedisConnectionFactory.class, this::factory)
                .run(context -> {
                    ConnectionTest.assertWorks(context);
                    assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory())
                            .isSameAs(context.getBean("cache"));
                    assertThat(applications.keys()).isEmpty();
                });
    }

    @Test
    void noneIsNeeded() {
        alone.run(context -> {
            ConnectionTest.assertWorks(context);
            assertThat(context).doesNotHaveBean(RedisConnectionFactory.class);
        });
    }

    /** There is none, so that who reads from one would read nothing. */
    @Test
    void exchangeReadsFromNoReplica() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withPropertyValues(applications.asApplications())
                .withPropertyValues("spring.data.redis.lettuce.read-from=replica")
                .run(ConnectionTest::assertWorks);
    }

    /** Neither that of the application's commands nor that of the exchange's own cuts a read off that blocks for longer. */
    @Test
    void readsMayBlockForLongerThanAnyTimeLimitOfACommand() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ExchangeAutoConfiguration.class, DataRedisAutoConfiguration.class))
                .withUserConfiguration(ExchangeOnRedisTest.Agents.class)
                .withPropertyValues(applications.asApplications())
                .withPropertyValues(
                        "spring.data.redis.timeout=200ms",
                        "academy.exchange.redis.operation-timeout=1s",
                        "academy.exchange.agent.poll-timeout=5s")
                .run(context -> {
                    try (LogOf log = LogOf.everybody()) {
                        await().during(Duration.ofSeconds(2))
                                .until(() -> log.messages().isEmpty());
                    }
                    ConnectionTest.assertWorks(context);
                    assertThat(context.getBean(LettuceConnectionFactory.class)
                                    .getClientConfiguration()
                                    .getCommandTimeout())
                            .hasMillis(200);
                });
    }

    private LettuceConnectionFactory factory() {
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", applications.port()));
    }
}
