package academy.exchange.test;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.embedded.EmbeddedRedis;

/** A server of the test's own, which the exchange uses, and which Spring Boot connects to instead of the application's. */
@Configuration(proxyBeanMethods = false)
class EmbeddedRedisConfiguration {

    static final String FACTORY = "exchangeTestRedisConnectionFactory";

    @Bean(destroyMethod = "close")
    EmbeddedRedis exchangeTestRedis() {
        return EmbeddedRedis.start();
    }

    /** For the exchange alone, which is told its name: those of the application may lead elsewhere, or be of another driver. */
    @Bean(name = FACTORY, defaultCandidate = false)
    LettuceConnectionFactory exchangeTestRedisConnectionFactory(EmbeddedRedis redis) {
        return new LettuceConnectionFactory(redis.host(), redis.port());
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
