package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What reading at least once costs the server, as the server itself counts it. */
class LeaseCostTest extends LeasedReading {

    @Override
    TestRedis redis() {
        return TestRedis.own();
    }

    @Override
    DeliveryOptions options() {
        return super.options().withRecoveryTime(Duration.ofMinutes(10));
    }

    @Override
    @AfterEach
    void end() {
        super.end();
        redis.close();
    }

    @Test
    void batchIsTakenByOneCommandAndAcknowledgedByFew() throws Exception {
        exchange.sendAll(IntStream.range(0, 1_001).mapToObj(this::question).toList());
        LeasedMailbox mailbox = reader(exchange);
        acknowledge(mailbox.take(1, Duration.ZERO));
        await().atMost(SOON).until(() -> held() == 0);
        redis.commands().configResetstat();

        List<Delivery> taken = mailbox.take(1_000, Duration.ZERO);
        assertThat(taken).hasSize(1_000);
        assertThat(redis.calls("evalsha")).isEqualTo(1);
        acknowledge(taken);
        await().atMost(SOON).until(() -> held() == 0);

        assertThat(Map.of("evalsha", redis.calls("evalsha"), "eval", redis.calls("eval")))
                .satisfies(calls -> assertThat(calls.get("evalsha")).isLessThan(50))
                .containsEntry("eval", 0L);
        // Lua looks into an item of its own accord only after something failed.
        assertThat(redis.calls("hget")).isEqualTo(1);
    }

    @Test
    void idleReaderAsksTwiceASlice() throws Exception {
        LeasedMailbox mailbox = reader(exchange);
        mailbox.take(1, Duration.ZERO);
        redis.commands().configResetstat();

        assertThat(mailbox.take(1, Duration.ofMillis(1_500))).isEmpty();

        assertThat(redis.calls("evalsha") + redis.calls("blmove")).isBetween(3L, 7L);
    }
}
