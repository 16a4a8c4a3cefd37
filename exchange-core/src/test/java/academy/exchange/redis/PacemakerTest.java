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
        try (Pacemaker pacemaker = new Pacemaker("test")) {
            var unused = pacemaker.every(Duration.ofMillis(5), "run out of memory", () -> {
                beats.countDown();
                throw new OutOfMemoryError("as if a handler had it all");
            });

            assertThat(beats.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsDueLaterIsDoneThoughTheEndCameBefore() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Pacemaker pacemaker = new Pacemaker("test")) {
            pacemaker.after(Duration.ofMillis(50), done::countDown);
        }

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatComesAfterTheEndIsDoneAtOnce() {
        CountDownLatch done = new CountDownLatch(1);
        Pacemaker pacemaker = new Pacemaker("test");
        pacemaker.close();

        pacemaker.after(Duration.ofDays(1), done::countDown);

        assertThat(done.getCount()).isZero();
    }
}
