package academy.exchange.redis;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import academy.exchange.Exchange;

import static org.assertj.core.api.Assertions.assertThat;

/** The contract where no reader waits at Redis, but all are told by one connection when there is something. */
class ToldExchangeTest extends RedisExchangeTest {

    private Exchange told;
    private Exchange secondTold;

    @Override
    RedisExchangeBuilder builder() {
        return super.builder().dedicatedReaders(0);
    }

    @BeforeEach
    void wrap() {
        told = ToldReaders.of(super.exchange());
        secondTold = ToldReaders.of(super.secondExchange());
    }

    @Override
    public Exchange exchange() {
        return told;
    }

    @Override
    public Exchange secondExchange() {
        return secondTold;
    }

    /** It is wrapped here, and shows what is inside. */
    @Test
    @Override
    public void exchangeShowsItselfByItsName() {
        assertThat(told.toString()).startsWith("RedisExchange[");
    }
}
