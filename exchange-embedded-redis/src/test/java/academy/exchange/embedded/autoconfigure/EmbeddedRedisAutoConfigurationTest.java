package academy.exchange.embedded.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.embedded.EmbeddedRedis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EmbeddedRedisAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(EmbeddedRedisAutoConfiguration.class, DataRedisAutoConfiguration.class));

    private final ApplicationContextRunner switchedOn =
            runner.withPropertyValues("academy.exchange.redis.embedded=true");

    @Test
    void switchedOnItGivesTheApplicationItsRedis() {
        switchedOn.run(context -> {
            assertThat(context).hasSingleBean(DataRedisConnectionDetails.class);
            assertThat(context).hasSingleBean(EmbeddedRedis.class);
            assertThat(ping(context.getBean(RedisConnectionFactory.class))).isEqualTo("PONG");
        });
    }

    @Test
    void switchedOffThereIsNoServer() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedRedis.class));
        runner.withPropertyValues("academy.exchange.redis.embedded=false")
                .run(context -> assertThat(context).doesNotHaveBean(EmbeddedRedis.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host=redis",
                "port=6380",
                "url=redis://redis",
                "username=me",
                "password=secret",
                "database=1",
                "sentinel.master=main",
                "masterreplica.nodes=a:1",
                "cluster.nodes=a:1"
            })
    void namedRedisWins(String property) {
        switchedOn.withPropertyValues("academy.exchange.redis." + property).run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(EmbeddedRedis.class)
                .doesNotHaveBean(EmbeddedRedisConnectionDetails.class));
    }

    @Test
    void blankPropertyNamesNoRedis() {
        switchedOn.withPropertyValues("academy.exchange.redis.host=").run(context -> assertThat(context)
                .hasSingleBean(EmbeddedRedis.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"enabled=false", "type=memory"})
    void withoutNeedThereIsNoServer(String property) {
        switchedOn
                .withPropertyValues("academy.exchange." + property)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedRedis.class));
    }

    @Test
    void otherConnectionDetailsWin() {
        switchedOn.withUserConfiguration(OtherConnectionDetails.class).run(context -> assertThat(context)
                .hasSingleBean(DataRedisConnectionDetails.class)
                .doesNotHaveBean(EmbeddedRedis.class));
    }

    @Test
    void closedContextLeavesNoServerBehind() {
        CompletableFuture<EmbeddedRedis> started = new CompletableFuture<>();
        switchedOn.run(context -> {
            started.complete(context.getBean(EmbeddedRedis.class));
            assertThat(started.join().isAlive()).isTrue();
        });
        assertThat(started.join().isAlive()).isFalse();
        assertThat(ProcessHandle.of(started.join().pid())).isEmpty();
    }

    @Test
    void serverEndsAfterEverythingThatUsesIt() {
        CompletableFuture<Farewell> said = new CompletableFuture<>();
        switchedOn
                .withUserConfiguration(FarewellConfiguration.class)
                .run(context -> said.complete(context.getBean(Farewell.class)));
        assertThat(said.join().answer).isEqualTo("+PONG");
    }

    private static String ping(RedisConnectionFactory factory) {
        try (RedisConnection connection = factory.getConnection()) {
            return String.valueOf(connection.ping());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherConnectionDetails {

        @Bean
        DataRedisConnectionDetails otherConnectionDetails() {
            return new DataRedisConnectionDetails() {
                @Override
                public Standalone getStandalone() {
                    return Standalone.of("redis", 6379);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FarewellConfiguration {

        @Bean
        Farewell farewell(DataRedisConnectionDetails details) {
            return new Farewell(details);
        }
    }

    /** Talks to Redis while the context closes. */
    static final class Farewell implements AutoCloseable {

        private final DataRedisConnectionDetails details;
        private volatile String answer = "none";

        Farewell(DataRedisConnectionDetails details) {
            this.details = details;
        }

        @Override
        public void close() throws IOException {
            DataRedisConnectionDetails.Standalone redis = requireNonNull(details.getStandalone());
            try (Socket socket = new Socket(redis.getHost(), redis.getPort())) {
                socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
                answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            }
        }
    }
}
