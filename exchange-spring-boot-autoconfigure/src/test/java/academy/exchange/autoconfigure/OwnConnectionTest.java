package academy.exchange.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.redis.RedisExchange;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OwnConnectionTest {

    @Test
    void urlSaysEverything() {
        LettuceConnectionFactory factory = toUrl("rediss://agent:s%40cret@redis.example:6380/3");
        assertThat(factory)
                .returns("redis.example", LettuceConnectionFactory::getHostName)
                .returns(6380, LettuceConnectionFactory::getPort)
                .returns(3, LettuceConnectionFactory::getDatabase)
                .returns(true, LettuceConnectionFactory::isUseSsl);
        assertThat(factory.getStandaloneConfiguration().getUsername()).isEqualTo("agent");
        assertThat(factory.getStandaloneConfiguration().getPassword()).isEqualTo(RedisPassword.of("s@cret"));
    }

    @Test
    void urlMayNameSentinels() {
        LettuceConnectionFactory factory = toUrl("redis-sentinel://:secret@one.example:26379,two.example/2#primary");
        RedisSentinelConfiguration sentinels = requireNonNull(factory.getSentinelConfiguration());
        assertThat(requireNonNull(sentinels.getMaster()).getName()).isEqualTo("primary");
        assertThat(sentinels.getSentinels()).hasSize(2);
        assertThat(sentinels.getDatabase()).isEqualTo(2);
        assertThat(sentinels.getPassword()).isEqualTo(RedisPassword.of("secret"));
    }

    @Test
    void urlOverridesTheOtherProperties() {
        LettuceConnectionFactory factory = factory("redis://redis.example", "other", 1, "user", "word", 5);
        assertThat(factory)
                .returns("redis.example", LettuceConnectionFactory::getHostName)
                .returns(6379, LettuceConnectionFactory::getPort)
                .returns(0, LettuceConnectionFactory::getDatabase)
                .returns(false, LettuceConnectionFactory::isUseSsl);
        assertThat(factory.getStandaloneConfiguration().getPassword()).isEqualTo(RedisPassword.none());
    }

    @Test
    void singlePropertiesSayTheRest() {
        LettuceConnectionFactory factory = factory(null, "redis.example", 6380, "agent", "secret", 2);
        assertThat(factory)
                .returns("redis.example", LettuceConnectionFactory::getHostName)
                .returns(6380, LettuceConnectionFactory::getPort)
                .returns(2, LettuceConnectionFactory::getDatabase);
        assertThat(factory.getStandaloneConfiguration().getUsername()).isEqualTo("agent");
        assertThat(factory.getStandaloneConfiguration().getPassword()).isEqualTo(RedisPassword.of("secret"));
    }

    @Test
    void whatIsNotSaidIsAsRedisDoesIt() {
        assertThat(factory(null, null, null, null, "secret", null))
                .returns("localhost", LettuceConnectionFactory::getHostName)
                .returns(6379, LettuceConnectionFactory::getPort)
                .returns(0, LettuceConnectionFactory::getDatabase);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.example:6379",
                "http://user:secret@redis.example",
                "redis://user:sec ret@redis.example",
                "redis-socket:///tmp/redis.example",
                "redis://",
                "redis://user:secret@redis.example/secret"
            })
    void malformedUrlIsNamedButNotShown(String url) {
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> toUrl(url))
                .withMessageContaining("academy.exchange.redis.url")
                .withMessageNotContaining("example")
                .withNoCause();
    }

    private static LettuceConnectionFactory toUrl(String url) {
        return factory(url, null, null, null, null, null);
    }

    private static LettuceConnectionFactory factory(
            @Nullable String url,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String username,
            @Nullable String password,
            @Nullable Integer database) {
        return (LettuceConnectionFactory) OwnConnection.factory(new ExchangeProperties.Redis(
                url,
                host,
                port,
                username,
                password,
                database,
                false,
                "",
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ZERO,
                RedisExchange.Discovery.SCAN,
                0,
                Duration.ofSeconds(1)));
    }
}
