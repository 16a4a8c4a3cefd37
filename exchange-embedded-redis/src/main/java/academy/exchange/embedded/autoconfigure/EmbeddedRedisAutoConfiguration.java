package academy.exchange.embedded.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.embedded.EmbeddedRedisException;

/**
 * Starts an {@link EmbeddedRedis} with the application context and tells Spring Boot to connect to it.
 *
 * <p>It does so if {@code academy.exchange.redis.embedded} is {@code true}, no other Redis is named by
 * {@code academy.exchange.redis.host}, {@code port}, {@code url}, {@code sentinel}, {@code masterreplica} or
 * {@code cluster}, and the context has no {@link DataRedisConnectionDetails} yet. The server ends when the context is closed, after all beans that are
 * connected to it.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnBooleanProperty(EmbeddedRedisAutoConfiguration.PREFIX + ".embedded")
@Conditional(NoOtherRedisCondition.class)
@ConditionalOnMissingBean(DataRedisConnectionDetails.class)
public final class EmbeddedRedisAutoConfiguration {

    static final String PREFIX = "academy.exchange.redis";

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedisAutoConfiguration.class);

    /**
     * Starts the server.
     *
     * @throws EmbeddedRedisException if it cannot be started
     */
    @Bean(destroyMethod = "close")
    EmbeddedRedis academyExchangeEmbeddedRedis() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        log.info(
                "An embedded Redis for development and tests is running on {} port {} (pid {}); its data is not kept",
                redis.host(),
                redis.port(),
                redis.pid());
        return redis;
    }

    /** Takes the server as a parameter, so that whoever gets the details is destroyed before the server is. */
    @Bean
    DataRedisConnectionDetails academyExchangeEmbeddedRedisConnectionDetails(EmbeddedRedis redis) {
        return new EmbeddedRedisConnectionDetails(redis);
    }
}
