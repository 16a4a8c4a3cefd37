package academy.exchange.faults;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small version of the show, unless {@code -Dmillion.messages} says how large. All messages are accounted for while
 * consumers are killed and Redis is restarted.
 */
@Timeout(3_600)
class MillionTest {

    @Test
    void everyAcceptedRequestIsHandledAndAnsweredInOneWay() {
        MillionOrders orders = new MillionOrders(
                Integer.parseInt(setting("messages").orElse("20000")),
                setting("seed").map(Long::parseLong).orElseGet(() -> ThreadLocalRandom.current()
                        .nextLong()),
                Duration.parse(setting("interval").orElse("PT2S")),
                Duration.parse(setting("memory").orElse("PT1M")),
                Boolean.parseBoolean(setting("forgetting").orElse("false")));

        System.out.println("-Dmillion.seed=" + orders.seed());
        MillionVerdict verdict = new Million(orders).run();

        assertThat(verdict).matches(MillionVerdict::isKept, "is accounted for");
        assertThat(verdict.accepted()).isGreaterThan(orders.messages() / 2);
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getProperty("million." + name)).filter(given -> !given.isBlank());
    }
}
