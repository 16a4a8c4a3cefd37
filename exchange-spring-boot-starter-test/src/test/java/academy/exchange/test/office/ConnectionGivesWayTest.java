package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.test.Backend;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;

import static org.assertj.core.api.Assertions.assertThat;

/** Of the connection of the application nothing is left, neither that it uses TLS nor its driver. */
@ExchangeTest(
        backend = Backend.EMBEDDED_REDIS,
        agents = CounterAgent.class,
        properties = {
            "spring.data.redis.url=rediss://somebody:secret@redis.invalid:6380/3",
            "spring.data.redis.ssl.enabled=true",
            "spring.data.redis.client-type=jedis",
            "academy.exchange.redis.url=rediss://redis.invalid"
        })
@Timeout(120)
class ConnectionGivesWayTest {

    @Test
    void serverOfTheTestIsUsed(ExchangeTester tester) {
        assertThat(tester.agent(Counter.class).increment(3)).isEqualTo(3);
    }
}
