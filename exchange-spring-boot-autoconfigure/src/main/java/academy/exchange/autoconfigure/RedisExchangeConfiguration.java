package academy.exchange.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

import io.lettuce.core.RedisClient;

import academy.exchange.Exchange;
import academy.exchange.MessageCodec;
import academy.exchange.redis.RedisExchange;

/**
 * The exchange on Redis: its own, if there are properties for one, otherwise the application's. Here for every type but
 * memory, so that a type that does not exist is refused by name.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({RedisConnectionFactory.class, RedisClient.class})
@ConditionalOnMissingBean(Exchange.class)
class RedisExchangeConfiguration {

    private static final String EMBEDDED_REDIS = "academy.exchange.embedded.EmbeddedRedis";

    @Bean
    Exchange academyExchange(
            ExchangeProperties properties,
            MessageCodec codec,
            ObjectProvider<RedisConnectionFactory> application,
            ResourceLoader resources) {
        ExchangeProperties.Redis redis = properties.redis();
        ExchangeProperties.Handle handle = properties.handle();
        RedisConnectionFactory factory = redis.hasConnection()
                ? OwnConnection.factory(redis)
                : applicationFactory(redis, application, resources);
        try {
            return RedisExchange.builder(factory, codec)
                    .keyPrefix(redis.keyPrefix())
                    .connectTimeout(redis.connectTimeout())
                    .operationTimeout(redis.operationTimeout())
                    .waitForReplicas(redis.waitForReplicas(), redis.waitForReplicasTimeout())
                    .retryWindow(properties.retryWindow())
                    .deadLetterLimit(properties.deadLetterLimit())
                    .unavailableAfter(properties.unavailableAfter())
                    .queueLimit(properties.queueLimit())
                    .endedMailboxLifetime(redis.endedMailboxLifetime())
                    .requestLifetime(redis.requestLifetime())
                    .discovery(redis.discovery())
                    .handles(handle::of)
                    .build();
        } catch (IllegalArgumentException unusable) {
            throw ConnectionSettingsException.withUnusableFactory(unusable);
        }
    }

    private static RedisConnectionFactory applicationFactory(
            ExchangeProperties.Redis redis,
            ObjectProvider<RedisConnectionFactory> application,
            ResourceLoader resources) {
        if (redis.embedded() && !ClassUtils.isPresent(EMBEDDED_REDIS, resources.getClassLoader())) {
            throw ConnectionSettingsException.withoutEmbeddedRedis();
        }
        RedisConnectionFactory factory = application.getIfUnique();
        if (factory == null) {
            throw ConnectionSettingsException.withoutSingleFactory(
                    application.stream().count());
        }
        return factory;
    }
}
