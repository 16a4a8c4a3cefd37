package academy.exchange.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

import academy.exchange.Exchange;
import academy.exchange.MessageCodec;
import academy.exchange.handle.ExchangeHandles;
import academy.exchange.redis.RedisExchange;

/** The exchange on Redis: its own, if there are properties for one, otherwise the application's. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(Exchange.class)
@ConditionalOnProperty(name = "academy.exchange.type", havingValue = "redis", matchIfMissing = true)
class RedisExchangeConfiguration {

    private static final String EMBEDDED_REDIS = "academy.exchange.embedded.EmbeddedRedis";

    @Bean
    Exchange academyExchange(
            ExchangeProperties properties, MessageCodec codec, ObjectProvider<RedisConnectionFactory> application) {
        ExchangeProperties.Redis redis = properties.redis();
        RedisConnectionFactory factory =
                redis.hasConnection() ? OwnConnection.factory(redis) : applicationFactory(redis, application);
        return RedisExchange.builder(factory, codec)
                .keyPrefix(redis.keyPrefix())
                .connectTimeout(redis.connectTimeout())
                .operationTimeout(redis.operationTimeout())
                .retryWindow(properties.retryWindow())
                .deadLetterLimit(properties.deadLetterLimit())
                .handles(exchange ->
                        new ExchangeHandles(exchange, properties.handle().timeout()))
                .build();
    }

    private static RedisConnectionFactory applicationFactory(
            ExchangeProperties.Redis redis, ObjectProvider<RedisConnectionFactory> application) {
        if (redis.embedded()
                && !ClassUtils.isPresent(EMBEDDED_REDIS, RedisExchangeConfiguration.class.getClassLoader())) {
            throw new MissingEmbeddedRedisException();
        }
        RedisConnectionFactory factory = application.getIfUnique();
        if (factory == null) {
            throw new MissingRedisException(application.stream().count());
        }
        return factory;
    }
}
