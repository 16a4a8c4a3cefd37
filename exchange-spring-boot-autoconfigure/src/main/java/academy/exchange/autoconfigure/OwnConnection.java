package academy.exchange.autoconfigure;

import java.util.Optional;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisURI;

/** The way to a Redis of the exchange's own. */
final class OwnConnection {

    private OwnConnection() {}

    /**
     * Never started: the exchange only looks where it leads.
     *
     * @throws ConnectionSettingsException if the URL is not one of Redis
     */
    static RedisConnectionFactory factory(ExchangeProperties.Redis redis) {
        return redis.url() == null ? toHost(redis) : toUrl(redis.url());
    }

    private static RedisConnectionFactory toHost(ExchangeProperties.Redis redis) {
        RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(
                Optional.ofNullable(redis.host()).orElse("localhost"),
                Optional.ofNullable(redis.port()).orElse(6379));
        target.setUsername(redis.username());
        target.setPassword(RedisPassword.of(redis.password()));
        target.setDatabase(Optional.ofNullable(redis.database()).orElse(0));
        return new LettuceConnectionFactory(target);
    }

    private static RedisConnectionFactory toUrl(String text) {
        RedisURI url = parse(text);
        RedisConfiguration target = LettuceConnectionFactory.createRedisConfiguration(url);
        LettuceClientConfiguration client =
                LettuceClientConfiguration.builder().apply(url).build();
        // Given a target without its kind, the factory would show localhost to whoever asks it where it leads.
        if (target instanceof RedisStandaloneConfiguration server) {
            return new LettuceConnectionFactory(server, client);
        }
        if (target instanceof RedisSentinelConfiguration sentinels) {
            return new LettuceConnectionFactory(sentinels, client);
        }
        throw ConnectionSettingsException.withMalformedUrl();
    }

    private static RedisURI parse(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw ConnectionSettingsException.withMalformedUrl();
        }
    }
}
