package academy.exchange.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.junit.jupiter.api.Timeout;

import academy.exchange.DeliveryMode;

import static org.assertj.core.api.Assertions.assertThat;

/** What was sent is accounted for after many random faults; {@code -Dsoak.duration} and {@code -Dsoak.seed} say which. */
@Timeout(3_600)
class SoakTest {

    @InEachMode
    void everyMessageIsAccountedFor(DeliveryMode mode) {
        long seed = seed();
        System.out.println("soak " + mode + ": -Dsoak.seed=" + seed);

        List<Verdict> verdicts = new Soak(mode, seed).run(Duration.parse(System.getProperty("soak.duration", "PT60S")));

        assertThat(verdicts).allMatch(verdict -> verdict.ok() > 0 && verdict.contradicted() == 0);
    }

    private static long seed() {
        return Optional.ofNullable(System.getProperty("soak.seed"))
                .filter(given -> !given.isBlank())
                .map(Long::parseLong)
                .orElseGet(() -> ThreadLocalRandom.current().nextLong());
    }
}
