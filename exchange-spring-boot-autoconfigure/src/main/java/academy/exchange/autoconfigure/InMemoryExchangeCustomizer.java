package academy.exchange.autoconfigure;

import academy.exchange.memory.InMemoryExchange;

/**
 * A bean that has the last word on the exchange in memory: it is called after the properties have been applied. Several are
 * called by their order.
 */
@FunctionalInterface
public interface InMemoryExchangeCustomizer {

    /** Changes what it wants to. */
    void customize(InMemoryExchange.Builder builder);
}
