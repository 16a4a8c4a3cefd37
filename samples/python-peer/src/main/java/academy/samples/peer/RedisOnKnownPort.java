package academy.samples.peer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import academy.exchange.embedded.EmbeddedRedis;

/**
 * Starts a real Redis with the application, on a port that the Python side knows beforehand: the one that {@code
 * academy.exchange.redis.embedded} starts would be on any free one. Gives way to a Redis that the command line names.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(RedisOnKnownPort.NoOtherNamed.class)
class RedisOnKnownPort {

    @Bean
    EmbeddedRedis redis(@Value("${peer.redis-port}") int port) {
        return EmbeddedRedis.start("--port", String.valueOf(port));
    }

    @Bean
    DataRedisConnectionDetails redisConnection(EmbeddedRedis redis) {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of(redis.host(), redis.port());
            }
        };
    }

    static final class NoOtherNamed extends NoneNestedConditions {

        NoOtherNamed() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("academy.exchange.redis.host")
        static class Host {}

        @ConditionalOnProperty("academy.exchange.redis.port")
        static class Port {}

        @ConditionalOnProperty("academy.exchange.redis.url")
        static class Url {}
    }
}
