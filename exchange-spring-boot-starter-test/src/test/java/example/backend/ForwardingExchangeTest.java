package example.backend;

import org.junit.jupiter.api.AfterEach;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeContract;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.RawContent;

/** A backend of somebody else's keeps the contract, outside of the packages and the module of the contract. */
class ForwardingExchangeTest extends ExchangeContract {

    private final ForwardingExchange exchange = new ForwardingExchange(JsonMessageCodec.create());

    @AfterEach
    void close() {
        exchange.close();
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public Exchange secondExchange() {
        return exchange;
    }

    @Override
    public void putRaw(EntityId mailbox, byte[] content) {
        RawContent.put(exchange.store(), mailbox, content);
    }
}
