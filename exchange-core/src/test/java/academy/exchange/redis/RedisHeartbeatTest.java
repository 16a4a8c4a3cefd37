package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.lettuce.core.ScriptOutputType;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How heartbeats lie in Redis, where Python peers read and write them as well. */
@Timeout(60)
class RedisHeartbeatTest {

    private static final long NOW = 1_795_328_893_781_495L;

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private final RedisExchange exchange = redis.exchange().keyPrefix(prefix).build();
    private final AgentId agent = exchange.registerAgent(RedisHeartbeatTest.class);

    @AfterEach
    void disconnect() {
        exchange.close();
        redis.deleteKeys(prefix);
    }

    @ParameterizedTest
    @CsvSource({
        "1795328893, 781495, 1795328893.781495",
        "1795328893, 500000, 1795328893.5",
        "1795328893, 100000, 1795328893.1",
        "1795328893, 120300, 1795328893.1203",
        "1795328893, 99999, 1795328893.099999",
        "1795328893, 1, 1795328893.000001",
        "1795328893, 10, 1795328893.00001",
        "1795328893, 0, 1795328893.0",
        "1795328890, 0, 1795328890.0",
        "1800000000, 0, 1800000000.0"
    })
    void timeIsWrittenAsPythonWritesAFloat(String seconds, String micros, String written) {
        byte[] text = redis.commands()
                .eval(
                        Scripts.DECIMAL_SECONDS + "return seconds(ARGV)",
                        ScriptOutputType.VALUE,
                        new String[0],
                        RedisCalls.utf8(seconds),
                        RedisCalls.utf8(micros));

        assertThat(text).asString(StandardCharsets.UTF_8).isEqualTo(written);
    }

    @Test
    void heartbeatBearsTheTimeOfRedis() {
        long before = time();
        beat();
        long after = time();

        String written = new String(redis.commands().get(keys.heartbeat(agent)), StandardCharsets.UTF_8);
        assertThat(written).matches("\\d{10}\\.\\d{1,6}");
        assertThat(Double.parseDouble(written) * 1e6).isBetween(before - 1.0, after + 1.0);
        assertThat(redis.commands().ttl(keys.heartbeat(agent))).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "1795328893.781495, 0",
        "1795328893.781494, 1",
        "1795328893.5, 281495",
        "1795328893.0, 781495",
        "1795328893, 781495",
        "1795328892.781495, 1000000",
        "1.795328892781495e9, 1000000",
        "1795328894.0, 0"
    })
    void ageIsExactAndNeverNegative(String written, long micros) {
        assertThat(RedisHeartbeats.age(RedisCalls.utf8(written), NOW)).hasValue(Duration.ofNanos(micros * 1_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "never", "NaN", "Infinity", "-Infinity", "1e300", "-1e300", "1,5"})
    void whatIsNoTimeCountsAsNoHeartbeat(String written) {
        redis.commands().set(keys.heartbeat(agent), RedisCalls.utf8(written));

        assertThat(exchange.heartbeatAge(agent)).isEmpty();
        assertThat(exchange.discover(RedisHeartbeatTest.class, true, Mailbox.FOREVER))
                .isEmpty();
    }

    @Test
    void heartbeatOfAPythonPeerCounts() {
        byte[] tenSecondsAgo = RedisCalls.utf8((time() / 1_000_000 - 10) + ".25");
        redis.commands().set(keys.heartbeat(agent), tenSecondsAgo);

        assertThat(exchange.heartbeatAge(agent).orElseThrow()).isBetween(Duration.ofSeconds(9), Duration.ofMinutes(1));
        assertThat(exchange.discover(RedisHeartbeatTest.class, true, Duration.ofSeconds(5)))
                .isEmpty();
        assertThat(exchange.discover(RedisHeartbeatTest.class, true, Duration.ofMinutes(2)))
                .containsExactly(agent);
    }

    @Test
    void mailboxThatVanishedGetsNoHeartbeat() {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            redis.commands().del(keys.active(agent));

            assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(mailbox::heartbeat);
        }
        assertThat(redis.commands().exists(keys.heartbeat(agent))).isZero();
    }

    private void beat() {
        try (Mailbox mailbox = exchange.getMailbox(agent)) {
            mailbox.heartbeat();
        }
    }

    /** In microseconds. */
    private long time() {
        return redis.commands().time().stream()
                .mapToLong(part -> Long.parseLong(new String(part, StandardCharsets.UTF_8)))
                .reduce(0, (seconds, micros) -> seconds * 1_000_000 + micros);
    }
}
