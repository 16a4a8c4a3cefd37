package academy.exchange.redis;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeContract;

/** The contract on a cluster of three masters, each test under a prefix of its own. */
class RedisClusterExchangeTest extends ExchangeContract {

    private final TestCluster cluster = TestCluster.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private RedisExchange exchange;
    private RedisExchange second;

    @BeforeEach
    void connect() {
        exchange = cluster.exchange().keyPrefix(prefix).build();
        second = cluster.exchange().keyPrefix(prefix).build();
    }

    @AfterEach
    void disconnect() {
        exchange.close();
        second.close();
        cluster.deleteKeys(prefix);
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
        String queue = new RedisKeys(prefix, true).queue(mailbox);
        cluster.master(queue).commands().rpush(queue, content);
    }
}
