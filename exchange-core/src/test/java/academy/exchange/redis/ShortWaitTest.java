package academy.exchange.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.DeliveryOptions;
import academy.exchange.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;

/** Redis 6.2 takes a wait of one millisecond for one without limit. */
@Timeout(60)
class ShortWaitTest {

    private static final Duration NEARLY_TWO_MILLISECONDS = Duration.ofNanos(1_900_000);

    private final TestRedis redis = TestRedis.shared();
    private final RedisExchange exchange = redis.exchange().build();
    private final AgentId agent = exchange.registerAgent(ShortWaitTest.class);

    @AfterEach
    void disconnect() {
        exchange.close();
    }

    @Test
    void receiveWithTheShortestOfWaitsEnds() throws InterruptedException {
        assertEnds(exchange.getMailbox(agent));
    }

    @Test
    void receiveUnderALeaseWithTheShortestOfWaitsEnds() throws InterruptedException {
        assertEnds(exchange.getMailbox(agent, DeliveryOptions.atLeastOnce()));
    }

    private static void assertEnds(Mailbox mailbox) throws InterruptedException {
        try (mailbox) {
            for (int i = 0; i < 50; i++) {
                assertThat(mailbox.receive(1, NEARLY_TWO_MILLISECONDS)).isEmpty();
            }
        }
    }
}
