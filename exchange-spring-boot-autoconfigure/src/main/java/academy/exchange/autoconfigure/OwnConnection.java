package academy.exchange.autoconfigure;

import java.util.Optional;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisURI;

/** The way to a Redis of the exchange's own. */
final class OwnConnection {

    private OwnConnection() {}

    /** Never started: the exchange only looks where it leads. */
    static RedisConnectionFactory factory(ExchangeProperties.Redis redis) {
        if (redis.url() != null) {
            RedisURI url = RedisURI.create(redis.url());
            return new LettuceConnectionFactory(
                    LettuceConnectionFactory.createRedisConfiguration(url),
                    LettuceClientConfiguration.builder().apply(url).build());
        }
        RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(
                Optional.ofNullable(redis.host()).orElse("localhost"),
                Optional.ofNullable(redis.port()).orElse(6379));
        target.setUsername(redis.username());
        target.setPassword(RedisPassword.of(redis.password()));
        target.setDatabase(Optional.ofNullable(redis.database()).orElse(0));
        return new LettuceConnectionFactory(target);
    }
}
