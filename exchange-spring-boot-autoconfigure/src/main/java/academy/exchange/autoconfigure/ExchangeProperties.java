package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import academy.exchange.DeliveryMode;
import academy.exchange.Exchange;
import academy.exchange.handle.ExchangeHandles;

/**
 * What an application says of its exchange.
 *
 * @param enabled Whether the application takes part in an exchange
 * @param unknownProperties What becomes of a property under academy.exchange that does not exist, for example since it is
 *     misspelt. Environment variables are never more than warned of
 * @param type Where messages lie. Memory serves one process, for tests and trials
 * @param maxMessageSize Largest message that is sent or read. At most 512MB
 * @param readPickles Whether arguments and results that Python peers pickle are read if they are plain data. If not, such
 *     peers must send JSON
 * @param retryWindow How long a message that is sent again is recognised and does not arrive twice. At least as long as
 *     academy.exchange.redis.operation-timeout
 * @param deadLetterLimit Number of unreadable messages each mailbox keeps
 * @param unavailableAfter How long it takes at most until callers of an agent whose process died are told. From 1s to 1d.
 *     Zero to take no part
 * @param queueLimit Number of messages that may wait in a mailbox before requests to it are refused. 0 for any number
 * @param redis How Redis is reached
 * @param agent What holds for every agent that does not say otherwise
 * @param handle What holds for every handle
 */
@ConfigurationProperties("academy.exchange")
public record ExchangeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("fail") CheckMode unknownProperties,
        @DefaultValue("redis") Type type,
        @DefaultValue("1MB") DataSize maxMessageSize,
        @DefaultValue("true") boolean readPickles,
        @DefaultValue("1m") Duration retryWindow,
        @DefaultValue("1000") int deadLetterLimit,
        @DefaultValue("15s") Duration unavailableAfter,
        @DefaultValue("0") int queueLimit,
        @DefaultValue @NestedConfigurationProperty ExchangeRedisProperties redis,
        @DefaultValue Agent agent,
        @DefaultValue Handle handle) {

    private static final DataSize LARGEST = DataSize.ofMegabytes(512);

    /**
     * @throws InvalidConfigurationPropertyValueException if a value is out of its range or contradicts another
     */
    public ExchangeProperties {
        PropertyCheck.that(
                maxMessageSize.toBytes() >= 1 && maxMessageSize.compareTo(LARGEST) <= 0,
                "max-message-size",
                maxMessageSize,
                "It must be from 1B to 512MB, which is the most that Redis takes.");
        PropertyCheck.isPositive("retry-window", retryWindow);
        PropertyCheck.isAtLeast(1, "dead-letter-limit", deadLetterLimit);
        PropertyCheck.isAtLeast(0, "queue-limit", queueLimit);
        PropertyCheck.that(
                unavailableAfter.isZero()
                        || (unavailableAfter.compareTo(Duration.ofSeconds(1)) >= 0
                                && unavailableAfter.compareTo(Duration.ofDays(1)) <= 0),
                "unavailable-after",
                unavailableAfter,
                "It must be from 1s to 1d, or zero to take no part.");
        PropertyCheck.that(
                type == Type.MEMORY || retryWindow.compareTo(redis.operationTimeout()) >= 0,
                "retry-window",
                retryWindow,
                "It must not be shorter than academy.exchange.redis.operation-timeout, " + redis.operationTimeout()
                        + ", or a late retry arrives twice.");
    }

    /** Where messages lie. */
    public enum Type {
        /** In Redis, shared with other processes and with Python peers. */
        REDIS,
        /** In this process, without a server. */
        MEMORY
    }

    /**
     * What holds for every agent that does not say otherwise.
     *
     * @param concurrency Number of requests an agent handles at once
     * @param prefetch Number of requests taken ahead of a free handler, which are lost if the process dies, unless they are
     *     delivered at least once
     * @param autoStartup Whether agents start with the application
     * @param pollTimeout How long a single look into an empty mailbox waits for a message
     * @param shutdownTimeout How long a stopping agent may take to finish what it has begun
     * @param heartbeatInterval How often an agent gives a sign of life. Python peers expect one every 30 seconds and take
     *     an agent for inactive after 90 seconds without any
     * @param idleAfter How long nothing must come until an event tells that an agent idles. Zero for never
     * @param maxHops Most questions that may have led to a request, each asked to answer the one before
     * @param cancelActionsOnShutdown Whether a stopping agent cancels the actions that run
     * @param delivery What becomes of a message when the process dies that took it. At most once it is lost, at least once
     *     it is delivered again
     * @param recoveryTime With delivery at least once, within which time after an agent's death its messages are delivered
     *     to another of the same id
     * @param maxAttempts With delivery at least once, number of failed attempts after which a message becomes a dead
     *     letter
     * @param minRetryPause With delivery at least once, how long the pause after the first failed attempt is. Each later
     *     one is twice as long
     * @param maxRetryPause With delivery at least once, the longest pause after a failed attempt
     */
    public record Agent(
            @DefaultValue("1") int concurrency,
            @DefaultValue("0") int prefetch,
            @DefaultValue("true") boolean autoStartup,
            @DefaultValue("1s") Duration pollTimeout,
            @DefaultValue("20s") Duration shutdownTimeout,
            @DefaultValue("30s") Duration heartbeatInterval,
            @DefaultValue("0s") Duration idleAfter,
            @DefaultValue("32") int maxHops,
            @DefaultValue("false") boolean cancelActionsOnShutdown,
            @DefaultValue("at-most-once") DeliveryMode delivery,
            @DefaultValue("15s") Duration recoveryTime,
            @DefaultValue("5") int maxAttempts,
            @DefaultValue("1s") Duration minRetryPause,
            @DefaultValue("1m") Duration maxRetryPause) {

        /**
         * @throws InvalidConfigurationPropertyValueException if a value is out of its range
         */
        public Agent {
            PropertyCheck.isAtLeast(1, "agent.concurrency", concurrency);
            PropertyCheck.isAtLeast(0, "agent.prefetch", prefetch);
            PropertyCheck.that(
                    (long) concurrency + prefetch <= Integer.MAX_VALUE,
                    "agent.prefetch",
                    prefetch,
                    "With academy.exchange.agent.concurrency, " + concurrency + ", it must be at most "
                            + Integer.MAX_VALUE + ".");
            PropertyCheck.isPositive("agent.poll-timeout", pollTimeout);
            PropertyCheck.isNotNegative("agent.shutdown-timeout", shutdownTimeout);
            PropertyCheck.isPositive("agent.heartbeat-interval", heartbeatInterval);
            PropertyCheck.isNotNegative("agent.idle-after", idleAfter);
            PropertyCheck.isAtLeast(1, "agent.max-hops", maxHops);
            PropertyCheck.that(
                    recoveryTime.compareTo(Duration.ofSeconds(1)) >= 0,
                    "agent.recovery-time",
                    recoveryTime,
                    "It must be at least 1s.");
            PropertyCheck.isAtLeast(1, "agent.max-attempts", maxAttempts);
            PropertyCheck.isPositive("agent.min-retry-pause", minRetryPause);
            PropertyCheck.that(
                    maxRetryPause.compareTo(minRetryPause) >= 0,
                    "agent.max-retry-pause",
                    maxRetryPause,
                    "It must not be shorter than academy.exchange.agent.min-retry-pause, " + minRetryPause + ".");
        }
    }

    /**
     * What holds for every handle.
     *
     * @param timeout How long an answer may take
     * @param allowedExceptions Classes of exceptions that are made again and thrown here when an action threw them
     * @param maxPending Number of answers that are awaited at once. A further question fails at once
     */
    public record Handle(
            @DefaultValue("30s") Duration timeout,
            @DefaultValue List<String> allowedExceptions,
            @DefaultValue("100000") int maxPending) {

        /**
         * Copies the classes.
         *
         * @throws InvalidConfigurationPropertyValueException if the time limit is not more than zero, no answer may be
         *     awaited, or a class is not there, is no exception or cannot be made of a message
         */
        public Handle {
            allowedExceptions = List.copyOf(allowedExceptions);
            PropertyCheck.isPositive("handle.timeout", timeout);
            PropertyCheck.isAtLeast(1, "handle.max-pending", maxPending);
            requireExceptions(allowedExceptions);
        }

        ExchangeHandles of(Exchange exchange) {
            return new ExchangeHandles(exchange, timeout, allowedExceptions, maxPending);
        }

        private static void requireExceptions(List<String> names) {
            try {
                ExchangeHandles.checkAllowedExceptions(names);
            } catch (IllegalArgumentException unfit) {
                PropertyCheck.that(false, "handle.allowed-exceptions", names, unfit.getMessage() + ".");
            }
        }
    }
}
