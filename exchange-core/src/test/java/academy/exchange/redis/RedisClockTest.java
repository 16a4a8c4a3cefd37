package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Whose time it is. */
@Timeout(60)
class RedisClockTest {

    private static final Instant HOST = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant SERVER = Instant.parse("2031-06-07T08:09:10.123456Z");

    private final Queue<CompletableFuture<Instant>> asked = new ArrayDeque<>();
    private long nanos = Long.MAX_VALUE - 1_000;
    private final RedisClock clock = new RedisClock(() -> HOST, this::ask, () -> nanos);

    private CompletionStage<Instant> ask() {
        CompletableFuture<Instant> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void untilTheServerAnswersTheHostCounts() {
        assertThat(clock.instant()).isEqualTo(HOST);
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(HOST.plusSeconds(2));
        assertThat(asked).isEmpty();
    }

    @Test
    void answerWasTrueHalfTheRoundTripAgo() {
        pass(Duration.ofSeconds(30));
        assertThat(clock.instant()).isEqualTo(HOST.plusSeconds(30));
        pass(Duration.ofMillis(40));
        asked.remove().complete(SERVER);

        assertThat(clock.instant()).isEqualTo(SERVER.plusMillis(20));
        pass(Duration.ofMillis(1_500));
        assertThat(clock.instant()).isEqualTo(SERVER.plusMillis(1_520));
    }

    @Test
    void oneQuestionIsAskedEachThirtySecondsAndNobodyWaits() {
        pass(Duration.ofSeconds(29));
        clock.instant();
        assertThat(asked).isEmpty();
        pass(Duration.ofSeconds(1));
        clock.instant();
        clock.instant();
        assertThat(asked).hasSize(1);
        pass(Duration.ofSeconds(30));
        clock.instant();
        assertThat(asked).hasSize(2);
    }

    @Test
    void failureAndLateAnswerChangeNothing() {
        pass(Duration.ofSeconds(30));
        clock.instant();
        asked.remove().completeExceptionally(new IllegalStateException("away"));
        assertThat(clock.instant()).isEqualTo(HOST.plusSeconds(30));

        pass(Duration.ofSeconds(30));
        clock.instant();
        asked.remove().complete(SERVER);
        pass(Duration.ofSeconds(30));
        clock.instant();
        pass(Duration.ofMillis(1_001));
        asked.remove().complete(SERVER.plusSeconds(500));
        assertThat(clock.instant()).isEqualTo(SERVER.plusMillis(31_001));
    }

    @Test
    void firstAnswerCountsHoweverLate() {
        pass(Duration.ofSeconds(30));
        clock.instant();
        pass(Duration.ofSeconds(3));
        asked.remove().complete(SERVER);
        assertThat(clock.instant()).isEqualTo(SERVER.plusMillis(1_500));
    }

    @Test
    void serverThatCannotBeAskedChangesNothing() {
        RedisClock cut = new RedisClock(
                () -> HOST,
                () -> {
                    throw new IllegalStateException("not connected");
                },
                () -> nanos);
        cut.start(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(31));

        assertThat(cut.instant()).isEqualTo(HOST.plusSeconds(31));
    }

    @Test
    void exchangeTellsTheTimeOfItsServer() {
        try (RedisExchange exchange = TestRedis.shared().exchange().build()) {
            long before = serverMillis();
            Instant now = exchange.now();
            long after = serverMillis();

            assertThat(now.toEpochMilli()).isCloseTo((before + after) / 2, within(after - before + 2_000));
        }
    }

    private static long serverMillis() {
        var time = TestRedis.shared().commands().time();
        return TimeUnit.SECONDS.toMillis(Long.parseLong(new String(time.get(0), StandardCharsets.UTF_8)));
    }
}
