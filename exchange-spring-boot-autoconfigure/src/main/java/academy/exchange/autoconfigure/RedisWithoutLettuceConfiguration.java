package academy.exchange.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.Exchange;

/** Without it, an application whose driver is another one would start, have no exchange, and not be told why. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnMissingClass("io.lettuce.core.RedisClient")
@ConditionalOnMissingBean(Exchange.class)
class RedisWithoutLettuceConfiguration {

    @Bean
    Exchange academyExchange() {
        throw ConnectionSettingsException.withoutLettuce();
    }
}
