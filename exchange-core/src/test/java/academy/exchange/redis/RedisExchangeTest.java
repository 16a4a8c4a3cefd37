package academy.exchange.redis;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeContract;

/** The contract on the Redis that {@link TestRedis#shared()} is, each test under a prefix of its own. */
class RedisExchangeTest extends ExchangeContract {

    private final TestRedis redis = redis();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private RedisExchange exchange;
    private RedisExchange second;

    TestRedis redis() {
        return TestRedis.shared();
    }

    RedisExchangeBuilder builder() {
        return redis.exchange().keyPrefix(prefix);
    }

    @BeforeEach
    void connect() {
        exchange = builder().build();
        second = builder().build();
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        second.close();
        redis.deleteKeys(prefix);
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public Exchange secondExchange() {
        return second;
    }

    @Override
    public void putRaw(EntityId mailbox, byte[] content) {
        redis.commands().rpush(new RedisKeys(prefix).queue(mailbox), content);
    }
}
