package academy.exchange.redis;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/** How an exchange says at once that it cannot be built. */
@Timeout(60)
class RedisConnectTest {

    private static RedisExchangeBuilder builder(RedisConnectionFactory factory) {
        return RedisExchange.builder(factory, JsonMessageCodec.create());
    }

    @Test
    void absentRedisIsNamed() throws IOException {
        int port = TestRedis.freePort();

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> builder(TestRedis.factory("127.0.0.1", port)).build())
                .withMessageContaining("Could not connect to Redis at 127.0.0.1:" + port)
                .withMessageContaining("refused");
    }

    @Test
    @Timeout(20)
    void silentServerIsGivenUpWithinTheConnectTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RedisExchangeBuilder builder = builder(TestRedis.factory("127.0.0.1", silent.getLocalPort()))
                    .connectTimeout(Duration.ofMillis(500))
                    .operationTimeout(Duration.ofSeconds(1));

            assertThatExceptionOfType(ExchangeUnavailableException.class).isThrownBy(builder::build);
        }
    }

    /** Lettuce may call a connection open before it takes commands; with so many at a time it does so often. */
    @Test
    void connectionsWithALoginTakeCommandsFromTheFirst() throws Exception {
        try (EmbeddedRedis guarded = EmbeddedRedis.start("--requirepass", "secret")) {
            RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(guarded.host(), guarded.port());
            target.setPassword(RedisPassword.of("secret"));
            ExecutorService readers = Executors.newFixedThreadPool(16);
            try (RedisExchange exchange =
                    builder(new LettuceConnectionFactory(target)).build()) {
                List<Callable<List<Message>>> all = Collections.nCopies(2_000, () -> readOnce(exchange));
                for (Future<List<Message>> each : readers.invokeAll(all)) {
                    assertThat(each.get()).isEmpty();
                }
            } finally {
                readers.shutdownNow();
            }
        }
    }

    /** Lettuce may lose what the server said; with so many at a time it does so often. */
    @Test
    void whatRedisSaidIsToldHoweverBusyTheMachineIs() throws Exception {
        RedisStandaloneConfiguration target = TestRedis.shared().factory().getStandaloneConfiguration();
        target.setDatabase(99);
        ExecutorService starts = Executors.newFixedThreadPool(16);
        try {
            Callable<Throwable> start = () -> catchThrowable(
                    () -> builder(new LettuceConnectionFactory(target)).build().close());
            for (Future<Throwable> each : starts.invokeAll(Collections.nCopies(500, start))) {
                assertThat(each.get()).hasMessageContaining("DB index is out of range");
            }
        } finally {
            starts.shutdownNow();
        }
    }

    private static List<Message> readOnce(RedisExchange exchange) throws InterruptedException {
        try (Mailbox mailbox = exchange.getMailbox(exchange.registerClient())) {
            return mailbox.receive(1, Duration.ZERO);
        }
    }

    @Test
    void wrongAndMissingPasswordsAreRefusedWithoutBeingShown() {
        try (EmbeddedRedis guarded = EmbeddedRedis.start("--requirepass", "secret")) {
            RedisStandaloneConfiguration wrong = new RedisStandaloneConfiguration(guarded.host(), guarded.port());
            wrong.setPassword(RedisPassword.of("guess"));

            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(
                            () -> builder(new LettuceConnectionFactory(wrong)).build())
                    .withMessageContaining("WRONGPASS")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("guess"));
            assertThatExceptionOfType(ExchangeRefusedException.class)
                    .isThrownBy(() -> builder(TestRedis.factory(guarded.host(), guarded.port()))
                            .build())
                    .withMessageContaining("NOAUTH");
        }
    }

    @Test
    void absentClusterIsNamed() throws IOException {
        int port = TestRedis.freePort();
        LettuceConnectionFactory cluster =
                new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:" + port)));

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> builder(cluster).build())
                .withMessageContaining("Redis Cluster of [127.0.0.1:" + port + "]");
    }

    @Test
    void keyPrefixThatWouldSpreadAMailboxOverAClusterIsRefused() {
        LettuceConnectionFactory cluster =
                new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:7000")));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder(cluster).keyPrefix("{mine}:").build())
                .withMessageContaining("brace");
    }

    @Test
    void serverNamedByUrlIsTheOneConnectedTo() throws IOException {
        int port = TestRedis.freePort();
        LettuceConnectionFactory byUrl = new LettuceConnectionFactory(
                LettuceConnectionFactory.createRedisConfiguration("redis://127.0.0.1:" + port + "/2"));

        assertThatExceptionOfType(ExchangeUnavailableException.class)
                .isThrownBy(() -> builder(byUrl).build())
                .withMessageContaining("127.0.0.1:" + port)
                .satisfies(e -> assertThat(e.getCause()).hasStackTraceContaining("127.0.0.1:" + port));
    }

    @Test
    void otherDriversAreRefusedByName() {
        RedisConnectionFactory other = (RedisConnectionFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RedisConnectionFactory.class},
                (proxy, method, args) -> null);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> builder(other).build())
                .withMessageContaining("Lettuce")
                .withMessageContaining(other.getClass().getName());
    }

    @Test
    void retryWindowShorterThanTheOperationTimeoutIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TestRedis.shared()
                        .exchange()
                        .retryWindow(Duration.ofSeconds(1))
                        .operationTimeout(Duration.ofSeconds(2))
                        .build())
                .withMessageContaining("would arrive twice");
    }

    @Test
    void factoryOfTheApplicationNeedNotBeStartedAndStaysUntouched() {
        LettuceConnectionFactory factory = TestRedis.shared().factory();
        assertThatCode(() -> builder(factory).build().close()).doesNotThrowAnyException();

        factory.afterPropertiesSet();
        factory.start();
        assertThatCode(() -> factory.getConnection().ping()).doesNotThrowAnyException();
        factory.destroy();
    }
}
