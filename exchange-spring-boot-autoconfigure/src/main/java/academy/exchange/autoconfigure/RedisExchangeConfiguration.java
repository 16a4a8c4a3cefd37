package academy.exchange.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.util.ClassUtils;

import io.lettuce.core.RedisClient;

import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.MessageCodec;
import academy.exchange.redis.RedisExchange;
import academy.exchange.redis.RedisExchangeBuilder;

/**
 * The exchange on Redis: its own, if there are properties for one, otherwise the application's. Here for every type but
 * memory, so that a type that does not exist is refused by name.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({RedisConnectionFactory.class, RedisClient.class})
@ConditionalOnMissingBean(Exchange.class)
class RedisExchangeConfiguration {

    private static final String EMBEDDED_REDIS = "academy.exchange.embedded.EmbeddedRedis";

    /** The factories are looked up: with a Redis of the exchange's own, none of the application's is made for it. */
    @Bean
    Exchange academyExchange(
            ExchangeProperties properties,
            MessageCodec codec,
            ListableBeanFactory beans,
            ResourceLoader resources,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<ExchangeObserver> observers,
            ObjectProvider<RedisExchangeCustomizer> customizers) {
        ExchangeRedisProperties redis = properties.redis();
        ConnectionRules.require(redis);
        if (redis.embedded() && !redis.hasConnection() && !hasEmbeddedRedis(resources)) {
            throw ConnectionSettingsException.withoutEmbeddedRedis();
        }
        RedisConnectionFactory factory = redis.hasConnection()
                ? OwnConnection.factory(redis, bundles.getIfAvailable())
                : new ApplicationConnection(beans).factory(redis);
        ConnectionRules.requireFor(redis, factory);
        RedisExchangeBuilder exchange = configured(properties, builder(factory, codec))
                .observer(ObserverGroup.of(observers.orderedStream().toList()))
                .onConnect(server -> StartUpCheck.run(redis, server));
        customizers.orderedStream().forEach(customizer -> customizer.customize(exchange));
        try {
            return exchange.build();
        } catch (IllegalArgumentException unusable) {
            throw ConnectionSettingsException.withUnusableSetting(unusable);
        }
    }

    private static boolean hasEmbeddedRedis(ResourceLoader resources) {
        return ClassUtils.isPresent(EMBEDDED_REDIS, resources.getClassLoader());
    }

    private static RedisExchangeBuilder builder(RedisConnectionFactory factory, MessageCodec codec) {
        try {
            return RedisExchange.builder(factory, codec);
        } catch (IllegalArgumentException unusable) {
            throw ConnectionSettingsException.withUnusableFactory(unusable);
        }
    }

    private static RedisExchangeBuilder configured(ExchangeProperties properties, RedisExchangeBuilder exchange) {
        ExchangeRedisProperties redis = properties.redis();
        ExchangeProperties.Handle handle = properties.handle();
        return exchange.keyPrefix(redis.keyPrefix())
                .connectTimeout(redis.connectTimeout())
                .operationTimeout(redis.operationTimeout())
                .waitForReplicas(redis.waitForReplicas(), redis.waitForReplicasTimeout())
                .retryWindow(properties.retryWindow())
                .replyRetention(redis.replyRetention())
                .deadLetterLimit(properties.deadLetterLimit())
                .unavailableAfter(properties.unavailableAfter())
                .queueLimit(properties.queueLimit())
                .endedMailboxLifetime(redis.endedMailboxLifetime())
                .requestLifetime(redis.requestLifetime())
                .discovery(redis.discovery())
                .dedicatedReaders(redis.dedicatedReaders())
                .handles(handle::of);
    }
}
