package academy.exchange.faults;

import java.time.Duration;
import java.util.List;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.DeliveryMode;
import academy.exchange.DeliveryOptions;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.redis.RedisExchange;
import academy.exchange.redis.RedisExchangeBuilder;

/** What all fault tests agree on. */
final class Lab {

    /** The modes whose promises are tested. At least once joins them as soon as mailboxes can be read so. */
    static final List<DeliveryMode> MODES = List.of(DeliveryMode.AT_MOST_ONCE);

    /** After how long the messages of a dead reader are back at the latest. */
    static final Duration RECOVERY_TIME = Duration.ofMillis(1_500);

    static final String HOST = "127.0.0.1";

    private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

    private Lab() {}

    static DeliveryOptions delivery(DeliveryMode mode) {
        return DeliveryOptions.atMostOnce()
                .withMode(mode)
                .withRecoveryTime(RECOVERY_TIME)
                .withRetryPauses(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    /** An exchange on the Redis at this port, or behind a proxy there. */
    static RedisExchange exchange(int port) {
        return exchange(port, OPERATION_TIMEOUT);
    }

    static RedisExchange exchange(int port, Duration operationTimeout) {
        return builder(port).operationTimeout(operationTimeout).build();
    }

    /** For an exchange on the Redis at this port. */
    static RedisExchangeBuilder builder(int port) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisStandaloneConfiguration(HOST, port));
        return RedisExchange.builder(factory, JsonMessageCodec.create());
    }
}
