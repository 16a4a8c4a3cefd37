package academy.exchange.test;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import academy.exchange.embedded.EmbeddedRedis;

/** A server of the test's own, which Spring Boot connects to instead of the application's. */
@Configuration(proxyBeanMethods = false)
class EmbeddedRedisConfiguration {

    @Bean(destroyMethod = "close")
    EmbeddedRedis exchangeTestRedis() {
        return EmbeddedRedis.start();
    }

    /** Takes the server as a parameter, so that whoever gets the details is destroyed before the server is. */
    @Bean
    DataRedisConnectionDetails exchangeTestRedisConnectionDetails(EmbeddedRedis redis) {
        return new Details(redis);
    }

    /** Where the server listens, in the words of Spring Boot. */
    private record Details(EmbeddedRedis redis) implements DataRedisConnectionDetails {

        @Override
        public Standalone getStandalone() {
            return Standalone.of(redis.host(), redis.port());
        }
    }
}
