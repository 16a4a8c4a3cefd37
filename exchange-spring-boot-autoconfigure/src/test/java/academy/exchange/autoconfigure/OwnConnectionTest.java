package academy.exchange.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.SslVerifyMode;

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
        LettuceConnectionFactory factory = factory(
                "url=redis://redis.example", "host=other", "port=1", "username=user", "password=word", "database=5");
        assertThat(factory)
                .returns("redis.example", LettuceConnectionFactory::getHostName)
                .returns(6379, LettuceConnectionFactory::getPort)
                .returns(0, LettuceConnectionFactory::getDatabase)
                .returns(false, LettuceConnectionFactory::isUseSsl);
        assertThat(factory.getStandaloneConfiguration().getPassword()).isEqualTo(RedisPassword.none());
    }

    @Test
    void singlePropertiesSayTheRest() {
        LettuceConnectionFactory factory =
                factory("host=redis.example", "port=6380", "username=agent", "password=secret", "database=2");
        assertThat(factory)
                .returns("redis.example", LettuceConnectionFactory::getHostName)
                .returns(6380, LettuceConnectionFactory::getPort)
                .returns(2, LettuceConnectionFactory::getDatabase);
        assertThat(factory.getStandaloneConfiguration().getUsername()).isEqualTo("agent");
        assertThat(factory.getStandaloneConfiguration().getPassword()).isEqualTo(RedisPassword.of("secret"));
    }

    @Test
    void whatIsNotSaidIsAsRedisDoesIt() {
        assertThat(factory("password=secret"))
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

    @Test
    void sentinelsHaveALoginOfTheirOwn() {
        RedisSentinelConfiguration sentinels = requireNonNull(factory(
                        "sentinel.master=primary",
                        "sentinel.nodes=one.example:26380,two.example",
                        "sentinel.username=watcher",
                        "sentinel.password=watch",
                        "username=agent",
                        "password=secret",
                        "database=2")
                .getSentinelConfiguration());
        assertThat(requireNonNull(sentinels.getMaster()).getName()).isEqualTo("primary");
        assertThat(sentinels.getSentinels())
                .containsExactlyInAnyOrder(new RedisNode("one.example", 26380), new RedisNode("two.example", 26379));
        assertThat(sentinels)
                .returns("watcher", RedisSentinelConfiguration::getSentinelUsername)
                .returns(RedisPassword.of("watch"), RedisSentinelConfiguration::getSentinelPassword)
                .returns("agent", RedisSentinelConfiguration::getUsername)
                .returns(RedisPassword.of("secret"), RedisSentinelConfiguration::getPassword)
                .returns(2, RedisSentinelConfiguration::getDatabase);
    }

    @Test
    void clusterHasNodesAndRedirects() {
        RedisClusterConfiguration cluster = requireNonNull(factory(
                        "cluster.nodes=one.example:7000,two.example",
                        "cluster.max-redirects=7",
                        "username=agent",
                        "password=secret")
                .getClusterConfiguration());
        assertThat(cluster.getClusterNodes())
                .containsExactlyInAnyOrder(new RedisNode("one.example", 7000), new RedisNode("two.example", 6379));
        assertThat(cluster)
                .returns(7, RedisClusterConfiguration::getMaxRedirects)
                .returns("agent", RedisClusterConfiguration::getUsername)
                .returns(RedisPassword.of("secret"), RedisClusterConfiguration::getPassword);
    }

    @Test
    void clientNameIsThatOfTheConnections() {
        assertThat(factory("host=redis.example", "client-name=orders").getClientName())
                .isEqualTo("orders");
        assertThat(factory("url=redis://redis.example?clientName=other", "client-name=orders")
                        .getClientName())
                .isEqualTo("orders");
    }

    @Test
    void encryptionIsUsedWhereItIsAskedFor() {
        assertThat(factory("host=redis.example").isUseSsl()).isFalse();
        assertThat(factory("host=redis.example", "ssl.enabled=true"))
                .returns(true, LettuceConnectionFactory::isUseSsl)
                .returns(SslVerifyMode.FULL, factory -> factory.getClientConfiguration()
                        .getVerifyMode());
        assertThat(factory("sentinel.master=m", "sentinel.nodes=one.example", "ssl.enabled=true")
                        .isUseSsl())
                .isTrue();
        assertThat(factory("cluster.nodes=one.example", "ssl.enabled=true").isUseSsl())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one.example:port",
                "one.example:99999",
                "one.example:0",
                ":6379",
                "redis://one.example:6379",
                "one.example:1;two.example:2"
            })
    void malformedNodeIsNamed(String node) {
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> factory("cluster.nodes=" + node))
                .withMessageContaining("academy.exchange.redis.cluster.nodes")
                .withMessageContaining(node);
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> factory("sentinel.master=mine", "sentinel.nodes=" + node))
                .withMessageContaining("academy.exchange.redis.sentinel.nodes");
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> factory("masterreplica.nodes=" + node))
                .withMessageContaining("academy.exchange.redis.masterreplica.nodes");
    }

    @Test
    void nodeMayBeAnAddressOfEitherVersionAndHidesAPassword() {
        assertThat(requireNonNull(factory("cluster.nodes=[::1]:7000,127.0.0.1").getClusterConfiguration())
                        .getClusterNodes())
                .containsExactlyInAnyOrder(new RedisNode("::1", 7000), new RedisNode("127.0.0.1", 6379));
        assertThatExceptionOfType(ConnectionSettingsException.class)
                .isThrownBy(() -> factory("cluster.nodes=redis://user:s3cret@one.example:6379"))
                .withMessageNotContaining("s3cret");
    }

    private static LettuceConnectionFactory toUrl(String url) {
        return factory("url=" + url);
    }

    private static LettuceConnectionFactory factory(String... properties) {
        return (LettuceConnectionFactory) OwnConnection.factory(Properties.redis(properties), null);
    }
}
