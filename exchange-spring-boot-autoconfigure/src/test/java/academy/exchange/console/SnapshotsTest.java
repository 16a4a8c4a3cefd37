package academy.exchange.console;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SnapshotsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void manyWatchersCostOneLook() {
        Snapshots snapshots = snapshots(LONG, () -> Map.of("agents", looks.incrementAndGet()));
        for (int i = 0; i < 10; i++) {
            assertThat(snapshots.newest()).containsEntry("agents", 1).containsEntry("ageSeconds", 0.0);
        }
        pass(Duration.ofMillis(999));
        assertThat(snapshots.newest()).containsEntry("agents", 1).containsEntry("ageSeconds", 0.999);
        pass(Duration.ofMillis(1));
        assertThat(snapshots.newest()).containsEntry("agents", 2);
    }

    @Test
    void looksTakeAFifthOfTheTimeAtMost() {
        Snapshots snapshots = snapshots(LONG, () -> {
            pass(Duration.ofSeconds(3));
            return Map.of("agents", looks.incrementAndGet());
        });
        assertThat(snapshots.newest()).containsEntry("agents", 1);
        pass(Duration.ofSeconds(11));
        assertThat(snapshots.newest()).containsEntry("agents", 1).containsEntry("ageSeconds", 11.0);
        pass(Duration.ofSeconds(1));
        assertThat(snapshots.newest()).containsEntry("agents", 2);
    }

    @Test
    void lookThatFailsLeavesWhatWasSeenBefore() {
        Snapshots snapshots = snapshots(LONG, () -> {
            if (looks.incrementAndGet() == 2) {
                throw new IllegalStateException("no\nstore");
            }
            return Map.of("agents", looks.get());
        });
        assertThat(snapshots.newest()).doesNotContainKey("problem");
        pass(Duration.ofSeconds(5));
        assertThat(snapshots.newest())
                .containsEntry("agents", 1)
                .containsEntry("ageSeconds", 5.0)
                .containsEntry("problem", "IllegalStateException: no store");
        assertThat(snapshots.newest()).containsEntry("agents", 3).doesNotContainKey("problem");
    }

    @Test
    void lookThatHangsKeepsNobodyWaiting() {
        CountDownLatch hanging = new CountDownLatch(1);
        Snapshots snapshots = snapshots(Duration.ofMillis(10), () -> {
            awaitUninterrupted(hanging);
            return Map.of("agents", looks.incrementAndGet());
        });
        assertThat(snapshots.newest()).containsOnlyKeys("problem");
        assertThat(snapshots.newest()).containsOnlyKeys("problem");
        hanging.countDown();
        await().atMost(LONG).until(() -> snapshots.newest().containsKey("agents"));
        assertThat(looks).hasValue(1);
    }

    private Snapshots snapshots(Duration patience, Supplier<Map<String, Object>> survey) {
        return new Snapshots(survey, patience, time::get);
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
