package academy.exchange.redis;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import academy.exchange.DiscoveryContract;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.redis.RedisExchange.Discovery;

import static org.awaitility.Awaitility.await;

/** The contract of discovery by the index, once there is one. */
class RedisIndexDiscoveryTest implements DiscoveryContract {

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private RedisExchange exchange;
    private RedisExchange second;

    @BeforeEach
    void connect() {
        exchange = redis.exchange().keyPrefix(prefix).discovery(Discovery.INDEX).build();
        second = redis.exchange().keyPrefix(prefix).discovery(Discovery.INDEX).build();
        exchange.discoverAll();
        await().atMost(Duration.ofSeconds(10)).until(() -> redis.commands().exists(keys.indexed()) == 1);
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
        redis.commands().rpush(keys.queue(mailbox), content);
    }
}
