package academy.exchange.autoconfigure;

import academy.exchange.redis.RedisExchangeBuilder;

/**
 * A bean that has the last word on the exchange on Redis: it is called after the properties have been applied. Several are
 * called by their order.
 */
@FunctionalInterface
public interface RedisExchangeCustomizer {

    /** Changes what it wants to. */
    void customize(RedisExchangeBuilder builder);
}
