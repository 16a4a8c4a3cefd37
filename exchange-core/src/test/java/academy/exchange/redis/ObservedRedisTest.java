package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.ExchangeObserver;
import academy.exchange.Message;
import academy.exchange.RecordingObserver;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What an observer is told of an exchange on Redis. */
@Timeout(180)
class ObservedRedisTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final TestRedis redis = TestRedis.own();
    private CuttingProxy proxy;

    @BeforeEach
    void openProxy() throws IOException {
        proxy = new CuttingProxy(redis.port());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        redis.close();
    }

    @Test
    void eachMessageOfABulkIsSeenAndFailuresNameTheCallersMessages() throws InterruptedException {
        RecordingObserver observer = new RecordingObserver();
        try (RedisExchange exchange = redis.exchange().observer(observer).build()) {
            ClientId client = exchange.registerClient();
            AgentId agent = exchange.registerAgent(ObservedRedisTest.class);
            Message good = Message.request(client, agent, new Request.Ping());
            Message bad = Message.request(client, AgentId.random(), new Request.Ping());

            assertThatExceptionOfType(BulkSendException.class)
                    .isThrownBy(() -> exchange.sendAll(List.of(good, bad)))
                    .satisfies(
                            some -> assertThat(some.failures()).singleElement().satisfies(failure -> {
                                assertThat(failure.index()).isEqualTo(1);
                                assertThat(failure.message()).isSameAs(bad);
                            }));

            assertThat(observer.lines())
                    .containsExactly("send REQUEST: SUCCESS", "send REQUEST: UNAVAILABLE BadEntityIdException");
            assertThat(exchange.getMailbox(agent).receive(LONG).header().attributes())
                    .containsEntry("sent_by", "test");
        }
    }

    @Test
    void sendIsSeenAndItsFailureStaysUnwrapped() {
        RecordingObserver observer = new RecordingObserver();
        try (RedisExchange exchange = redis.exchange().observer(observer).build()) {
            Message message = Message.request(exchange.registerClient(), AgentId.random(), new Request.Ping());

            assertThat(exchange.sendAsync(message))
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(BadEntityIdException.class);

            await().atMost(LONG).untilAsserted(() -> assertThat(observer.lines())
                    .containsExactly("send REQUEST: UNAVAILABLE BadEntityIdException"));
        }
    }

    @Test
    void reconnectsAreSeen() {
        AtomicInteger attempts = new AtomicInteger();
        ExchangeObserver observer = new ExchangeObserver() {
            @Override
            public void reconnecting() {
                attempts.incrementAndGet();
            }
        };
        try (RedisExchange exchange = RedisExchange.builder(
                        TestRedis.factory("127.0.0.1", proxy.port()), JsonMessageCodec.create())
                .observer(observer)
                .build()) {
            assertThat(exchange.ping()).isPositive();
            assertThat(attempts).hasValue(0);

            proxy.goAway();
            await().atMost(LONG).until(() -> attempts.get() > 1);
            proxy.comeBack();

            await().atMost(LONG).ignoreExceptions().until(() -> !exchange.ping().isNegative());
        }
    }
}
