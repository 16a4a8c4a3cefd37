package academy.exchange.redis;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.StaticCredentialsProvider;

/**
 * Logins that Lettuce has at once. For those that it has to wait for, as it does for any that Spring Data hands on, it ends the
 * handshake on a thread of no connection, and then calls a connection open that for a moment refuses every command.
 */
final class KnownLogins implements RedisCredentialsProviderFactory {

    @Override
    public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration target) {
        return target instanceof RedisConfiguration.WithAuthentication login
                ? login(login.getUsername(), login.getPassword())
                : login(null, RedisPassword.none());
    }

    @Override
    public RedisCredentialsProvider createSentinelCredentialsProvider(RedisSentinelConfiguration sentinels) {
        return login(sentinels.getSentinelUsername(), sentinels.getSentinelPassword());
    }

    private static RedisCredentialsProvider login(@Nullable String username, RedisPassword password) {
        return new StaticCredentialsProvider(username, password.isPresent() ? password.get() : null);
    }
}
