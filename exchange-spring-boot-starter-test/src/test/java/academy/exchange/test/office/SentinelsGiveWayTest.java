package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.test.Backend;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;

import static org.assertj.core.api.Assertions.assertThat;

/** A test must never end up on the Redis of the application, however that is named. */
@ExchangeTest(
        backend = Backend.EMBEDDED_REDIS,
        agents = CounterAgent.class,
        properties = {
            "academy.exchange.redis.sentinel.master=main",
            "academy.exchange.redis.sentinel.nodes=redis.invalid:26379",
            "academy.exchange.redis.wait-for-replicas=2"
        })
@Timeout(120)
class SentinelsGiveWayTest {

    @Test
    void serverOfTheTestIsUsed(ExchangeTester tester) {
        assertThat(tester.agent(Counter.class).increment(3)).isEqualTo(3);
    }
}
