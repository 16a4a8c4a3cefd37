package academy.exchange.test.office;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import academy.exchange.test.AutoConfigureExchangeTester;
import academy.exchange.test.CapturedMessages;
import academy.exchange.test.ExchangeTester;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(
        properties = {
            "academy.exchange.type=memory",
            "academy.exchange.redis.host=",
            "academy.exchange.redis.ssl.enabled="
        })
@AutoConfigureExchangeTester
@Timeout(120)
class WholeApplicationTest {

    @Test
    void wholeApplicationIsWatchedToo(ExchangeTester tester, CapturedMessages messages, @Autowired Ledger ledger) {
        assertThat(ledger).isNotNull();
        assertThat(tester.agent(Counter.class).increment(1)).isEqualTo(1);
        assertThat(messages.receivedBy(tester.agentId("counter"))).hasSize(1);
    }
}
