package academy.exchange.embedded.autoconfigure;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

import academy.exchange.embedded.EmbeddedRedis;

/** Where the embedded server listens, in the words of Spring Boot. */
record EmbeddedRedisConnectionDetails(EmbeddedRedis redis) implements DataRedisConnectionDetails {

    @Override
    public Standalone getStandalone() {
        return Standalone.of(redis.host(), redis.port());
    }
}
