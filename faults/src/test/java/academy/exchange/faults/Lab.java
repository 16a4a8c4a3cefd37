package academy.exchange.faults;

import java.time.Duration;
import java.util.List;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.DeliveryMode;
import academy.exchange.DeliveryOptions;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.redis.RedisExchange;
import academy.exchange.redis.RedisExchangeBuilder;

/** What all fault tests agree on. */
final class Lab {

    /** The modes whose promises are tested. */
    static final List<DeliveryMode> MODES = List.of(DeliveryMode.AT_MOST_ONCE, DeliveryMode.AT_LEAST_ONCE);

    /** After how long the messages of a dead reader are back at the latest. */
    static final Duration RECOVERY_TIME = Duration.ofSeconds(3);

    static final String HOST = "127.0.0.1";

    /** What a process is given that shall take its agent's callers for abandoned soon: an option of its JVM. */
    static final String UNAVAILABLE_SOON = "-Dlab.unavailable-after=PT3S";

    /** What a process is given that shall take nobody for dead: an option of its JVM. */
    static final String NEVER_UNAVAILABLE = "-Dlab.unavailable-after=PT1H";

    /** What a process is given that shall try a message no more than {@value #FEW} times: an option of its JVM. */
    static final String FEW_ATTEMPTS = "-Dlab.max-attempts=" + Lab.FEW;

    static final int FEW = 2;

    private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

    private Lab() {}

    static DeliveryOptions delivery(DeliveryMode mode) {
        return DeliveryOptions.atMostOnce()
                .withMode(mode)
                .withRecoveryTime(RECOVERY_TIME)
                .withMaxAttempts(Integer.getInteger("lab.max-attempts", 5))
                .withRetryPauses(Duration.ofMillis(100), Duration.ofSeconds(1));
    }

    /** An exchange on the Redis at this port, or behind a proxy there. */
    static RedisExchange exchange(int port) {
        return exchange(port, OPERATION_TIMEOUT);
    }

    /** One that soon knows of the death of agents that are served with {@link #UNAVAILABLE_SOON}. */
    static RedisExchange noticing(int port) {
        return builder(port).unavailableAfter(Duration.ofSeconds(3)).build();
    }

    static RedisExchange exchange(int port, Duration operationTimeout) {
        return builder(port).operationTimeout(operationTimeout).build();
    }

    /** An exchange on this Redis, or these. */
    static RedisExchange exchange(Place place) {
        return builder(place.factory()).build();
    }

    /** For an exchange on the Redis at this port. */
    static RedisExchangeBuilder builder(int port) {
        return builder(new LettuceConnectionFactory(new RedisStandaloneConfiguration(HOST, port)));
    }

    private static RedisExchangeBuilder builder(RedisConnectionFactory factory) {
        return RedisExchange.builder(factory, JsonMessageCodec.create())
                .operationTimeout(OPERATION_TIMEOUT)
                .unavailableAfter(Duration.parse(System.getProperty("lab.unavailable-after", "PT15S")));
    }
}
