package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.test.Backend;
import academy.exchange.test.ExchangeTest;
import academy.exchange.test.ExchangeTester;

import static org.assertj.core.api.Assertions.assertThat;

/** An application may make its connections itself, and they lead to its Redis. */
@ExchangeTest(backend = Backend.EMBEDDED_REDIS, agents = CounterAgent.class)
@Timeout(120)
class FactoryGivesWayTest {

    @TestConfiguration
    static class Connections {

        @Bean
        LettuceConnectionFactory applicationsOwn() {
            return new LettuceConnectionFactory("redis.invalid", 6379);
        }
    }

    @Test
    void serverOfTheTestIsUsed(ExchangeTester tester, @Autowired RedisConnectionFactory applicationsOwn) {
        assertThat(tester.agent(Counter.class).increment(3)).isEqualTo(3);
        assertThat(applicationsOwn)
                .isInstanceOfSatisfying(LettuceConnectionFactory.class, factory -> assertThat(factory.getHostName())
                        .isEqualTo("redis.invalid"));
    }
}
