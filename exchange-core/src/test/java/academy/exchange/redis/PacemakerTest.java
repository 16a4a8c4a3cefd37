package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PacemakerTest {

    @Test
    void whatIsDueGoesOnAfterMemoryRanOut() throws Exception {
        CountDownLatch beats = new CountDownLatch(3);
        try (Pacemaker pacemaker = new Pacemaker()) {
            var unused = pacemaker.every(Duration.ofMillis(5), "run out of memory", () -> {
                beats.countDown();
                throw new OutOfMemoryError("as if a handler had it all");
            });

            assertThat(beats.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }
}
