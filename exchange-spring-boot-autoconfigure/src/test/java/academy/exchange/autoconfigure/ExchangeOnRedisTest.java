package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import io.lettuce.core.ClientOptions;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.embedded.autoconfigure.EmbeddedRedisAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExchangeOnRedisTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private static Server redis;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ExchangeAutoConfiguration.class,
                    DataRedisAutoConfiguration.class,
                    EmbeddedRedisAutoConfiguration.class))
            .withUserConfiguration(Agents.class);

    @BeforeAll
    static void startRedis() {
        redis = new Server();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Nested
    class Agent {

        @Test
        void beanAnswers() {
            runner.withPropertyValues(redis.asOwn()).run(context -> {
                AgentHandle counter = handle(context, "counter");
                assertThat(counter.call("increment", Integer.class, LIMIT, 2)).isEqualTo(2);
                assertThat(counter.as(Counting.class).increment(3)).isEqualTo(5);
            });
        }

        @Test
        void methodAnswers() {
            runner.withPropertyValues(redis.asOwn())
                    .run(context -> assertThat(handle(context, "greeter").call("any", String.class, LIMIT, "Ada"))
                            .isEqualTo("Hello Ada"));
        }

        @Test
        void leavesNothingBehind() {
            try (Server own = new Server()) {
                runner.withPropertyValues(own.asOwn()).run(context -> {
                    handle(context, "counter").call("increment", Integer.class, LIMIT, 1);
                    assertThat(own.connections()).isPositive();
                });
                await().until(() -> own.connections() == 0);
                assertThat(own.keys()).noneMatch(key -> key.startsWith("agent:"));
            }
        }
    }

    @Nested
    class Redis {

        private final Server other = new Server();

        @AfterEach
        void stopOther() {
            other.close();
        }

        @Test
        void isTheExchangesOwnWhereAPropertyNamesIt() {
            runner.withPropertyValues(redis.asApplications())
                    .withPropertyValues(other.asOwn())
                    .run(context -> {
                        AgentId agent = theOnly(context, "counter");
                        assertThat(other.keys()).contains("agent:" + agent.uid());
                        assertThat(redis.keys()).doesNotContain("agent:" + agent.uid());
                    });
        }

        @Test
        void isTheApplicationsOtherwise() {
            runner.withPropertyValues(other.asApplications()).run(context -> assertThat(other.keys())
                    .contains("agent:" + theOnly(context, "counter").uid()));
        }

        @Test
        void isThePrimaryOfSeveral() {
            runner.withBean("secondary", LettuceConnectionFactory.class, () -> factory(redis.port()))
                    .withBean(
                            "primary",
                            LettuceConnectionFactory.class,
                            () -> factory(other.port()),
                            definition -> definition.setPrimary(true))
                    .run(context -> assertThat(other.keys())
                            .contains("agent:" + theOnly(context, "counter").uid()));
        }

        @Test
        void isNotTheEmbeddedOneWhereAPropertyNamesAnother() {
            runner.withPropertyValues(other.asOwn())
                    .withPropertyValues("academy.exchange.redis.embedded=true")
                    .run(context -> {
                        assertThat(context).doesNotHaveBean(EmbeddedRedis.class);
                        assertThat(other.keys())
                                .contains("agent:" + theOnly(context, "counter").uid());
                    });
        }

        @Test
        void mayBeEmbedded() {
            runner.withPropertyValues("academy.exchange.redis.embedded=true").run(context -> {
                assertThat(context).hasSingleBean(EmbeddedRedis.class);
                assertThat(handle(context, "counter").call("increment", Integer.class, LIMIT, 2))
                        .isEqualTo(2);
            });
        }

        @Test
        void mayHaveAPrefixForEveryKey() {
            runner.withPropertyValues(other.asOwn())
                    .withPropertyValues("academy.exchange.redis.key-prefix=mine:")
                    .run(context -> assertThat(other.keys()).isNotEmpty().allMatch(key -> key.startsWith("mine:")));
        }

        @Test
        void ofTheApplicationIsReadByConnectionsOfTheExchange() {
            runner.withPropertyValues(other.asApplications()).run(context -> {
                LettuceConnectionFactory application = context.getBean(LettuceConnectionFactory.class);
                assertThat(application.getClientConfiguration().getClientOptions())
                        .map(ClientOptions::getDisconnectedBehavior)
                        .contains(ClientOptions.DisconnectedBehavior.DEFAULT);
            });
        }

        @Test
        void poolOfTheApplicationIsLeftAlone() {
            runner.withPropertyValues(other.asApplications())
                    .withPropertyValues(
                            "spring.data.redis.lettuce.pool.max-active=1", "spring.data.redis.lettuce.pool.max-wait=1s")
                    .run(context -> {
                        LettuceConnectionFactory application = context.getBean(LettuceConnectionFactory.class);
                        assertThat(application.getClientConfiguration())
                                .isInstanceOfSatisfying(LettucePoolingClientConfiguration.class, pooling -> assertThat(
                                                pooling.getPoolConfig().getMaxTotal())
                                        .isEqualTo(1));
                        application.setShareNativeConnection(false);
                        try (RedisConnection theOnlyOne = application.getConnection()) {
                            assertThat(theOnlyOne.ping()).isEqualTo("PONG");
                            assertThat(handle(context, "counter").call("increment", Integer.class, LIMIT, 2))
                                    .isEqualTo(2);
                        }
                    });
        }

        @Test
        void needsNoPool() {
            runner.withPropertyValues(other.asApplications())
                    .withClassLoader(new FilteredClassLoader("org.apache.commons.pool2"))
                    .run(context -> assertThat(handle(context, "counter").call("increment", Integer.class, LIMIT, 2))
                            .isEqualTo(2));
        }

        @Test
        void isNotNeededForMemory() {
            runner.withPropertyValues("academy.exchange.type=memory", "spring.data.redis.port=" + Ports.free())
                    .run(context -> assertThat(handle(context, "counter").call("increment", Integer.class, LIMIT, 2))
                            .isEqualTo(2));
        }
    }

    private static AgentHandle handle(ApplicationContext context, String name) {
        return context.getBean(Exchange.class).getHandle(theOnly(context, name));
    }

    private static AgentId theOnly(ApplicationContext context, String name) {
        List<AgentId> found = context.getBean(Exchange.class).discover(name);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static LettuceConnectionFactory factory(int port) {
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", port));
    }

    interface Counting {

        int increment(int by);
    }

    @AgentMailbox("counter")
    static class Counter implements Counting {

        private int count;

        @Override
        @Action
        public int increment(int by) {
            count += by;
            return count;
        }
    }

    static class Greeter {

        @AgentMailbox("greeter")
        public String greet(String name) {
            return "Hello " + name;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {

        @Bean
        Counter counter() {
            return new Counter();
        }

        @Bean
        Greeter greeter() {
            return new Greeter();
        }
    }
}
