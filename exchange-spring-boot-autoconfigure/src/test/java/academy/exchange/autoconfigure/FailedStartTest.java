package academy.exchange.autoconfigure;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** What somebody reads whose application does not start. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTest {

    @Test
    void absentRedisIsNamedWithWhatToSet(CapturedOutput output) {
        int port = Ports.free();
        long start = System.nanoTime();
        assertFails(Plain.class, "academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + port);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(20);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("127.0.0.1:" + port)
                .contains("academy.exchange.redis.host")
                .contains("spring.data.redis.host")
                .contains("academy.exchange.redis.embedded=true")
                .contains("academy.exchange.type=memory");
    }

    @Test
    void absentRedisOfTheApplicationIsNamedAsWell(CapturedOutput output) {
        int port = Ports.free();
        assertFails(Plain.class, "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + port);
        assertThat(output).contains("APPLICATION FAILED TO START").contains("127.0.0.1:" + port);
    }

    @Test
    void wrongPasswordIsNotShown(CapturedOutput output) {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--requirepass", "right")) {
            assertFails(Plain.class, url("redis://:wr0ng@127.0.0.1:" + redis.port()));
            assertThat(output)
                    .contains("APPLICATION FAILED TO START")
                    .contains("127.0.0.1:" + redis.port())
                    .contains("WRONGPASS")
                    .contains("academy.exchange.redis.password")
                    .doesNotContain("wr0ng");
        }
    }

    @Test
    void missingPasswordIsAMatterOfTheLogin(CapturedOutput output) {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--requirepass", "right")) {
            assertFails(Plain.class, url(redis.url()));
            assertThat(output).contains("APPLICATION FAILED TO START").contains("academy.exchange.redis.password");
        }
    }

    @Test
    void malformedUrlIsNotShown(CapturedOutput output) {
        assertFails(Plain.class, url("redis://user:s3cret s3cret@127.0.0.1"));
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("academy.exchange.redis.url")
                .contains("redis://user:password@host:port/database")
                .doesNotContain("s3cret");
    }

    @Test
    void readOnlyReplicaIsEnoughToAsk() {
        try (EmbeddedRedis replica = replica();
                ConfigurableApplicationContext context =
                        start(Plain.class, url(replica.url()), "academy.exchange.redis.start-up-check=warn")) {
            assertThat(context.getBean(Exchange.class).discoverAll()).isEmpty();
        }
    }

    @Test
    void readOnlyReplicaIsNotEnoughForAnAgent(CapturedOutput output) {
        try (EmbeddedRedis replica = replica()) {
            assertFails(
                    WithAgent.class,
                    url(replica.url()),
                    "academy.exchange.redis.operation-timeout=1s",
                    "academy.exchange.redis.start-up-check=warn");
            assertThat(output).contains("APPLICATION FAILED TO START").contains("READONLY");
        }
    }

    @Test
    void missingModuleIsNamed(CapturedOutput output) {
        SpringApplication application = application(Plain.class);
        application.setResourceLoader(new DefaultResourceLoader(new FilteredClassLoader("academy.exchange.embedded")));
        assertThatException()
                .isThrownBy(
                        () -> application.run(
                                "--academy.exchange.redis.embedded=true",
                                "--spring.autoconfigure.exclude=academy.exchange.embedded.autoconfigure.EmbeddedRedisAutoConfiguration"));
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("academy.exchange:exchange-embedded-redis")
                .contains("academy.exchange.redis.embedded");
    }

    @Test
    void missingConnectionFactoryIsNamed(CapturedOutput output) {
        assertFails(
                Plain.class,
                "spring.autoconfigure.exclude=org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("there is no RedisConnectionFactory bean")
                .contains("academy.exchange.redis.host");
    }

    @Test
    void severalConnectionFactoriesAreCounted(CapturedOutput output) {
        assertFails(TwoFactories.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("there are 2 RedisConnectionFactory beans")
                .contains("@Primary");
    }

    @Test
    void absentClusterOfTheApplicationIsNamed(CapturedOutput output) {
        assertFails(Plain.class, "spring.data.redis.cluster.nodes=127.0.0.1:" + Ports.free());
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Redis Cluster")
                .contains("academy.exchange.redis.host");
    }

    @Test
    void valueOutOfRangeIsNamed(CapturedOutput output) {
        assertFails(Plain.class, "academy.exchange.type=memory", "academy.exchange.agent.concurrency=0");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("academy.exchange.agent.concurrency")
                .contains("It must be at least 1");
    }

    @Test
    void unknownTypeIsNamed(CapturedOutput output) {
        assertFails(NeedsExchange.class, "academy.exchange.type=rabbit");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("academy.exchange.type")
                .contains("MEMORY");
    }

    private static EmbeddedRedis replica() {
        return EmbeddedRedis.start("--replicaof", "127.0.0.1", String.valueOf(Ports.free()));
    }

    private static String url(String url) {
        return "academy.exchange.redis.url=" + url;
    }

    static void assertFails(Class<?> application, String... properties) {
        assertThatException().isThrownBy(() -> start(application, properties).close());
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
        return application(application)
                .run(Stream.of(properties).map(property -> "--" + property).toArray(String[]::new));
    }

    private static SpringApplication application(Class<?> application) {
        SpringApplication start = new SpringApplication(application);
        start.setWebApplicationType(WebApplicationType.NONE);
        start.setRegisterShutdownHook(false);
        return start;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithAgent {

        @Bean
        Echo echo() {
            return new Echo();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class NeedsExchange {

        @Bean
        String user(Exchange exchange) {
            return exchange.toString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class TwoFactories {

        @Bean
        RedisConnectionFactory one() {
            return new LettuceConnectionFactory();
        }

        @Bean
        RedisConnectionFactory other() {
            return new LettuceConnectionFactory();
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
