package academy.exchange.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application says of its exchange.
 *
 * @param enabled Whether the application takes part in an exchange
 * @param type Where messages lie. Memory serves one process, for tests and trials
 * @param maxMessageSize Largest message that is sent or read
 * @param retryWindow How long a message that is sent again is recognised and does not arrive twice
 * @param deadLetterLimit Number of unreadable messages each mailbox keeps
 * @param redis How Redis is reached
 * @param agent What holds for every agent that does not say otherwise
 * @param handle What holds for every handle
 */
@ConfigurationProperties("academy.exchange")
public record ExchangeProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("redis") Type type,
        @DefaultValue("1MB") DataSize maxMessageSize,
        @DefaultValue("1m") Duration retryWindow,
        @DefaultValue("1000") int deadLetterLimit,
        @DefaultValue Redis redis,
        @DefaultValue Agent agent,
        @DefaultValue Handle handle) {

    /** Where messages lie. */
    public enum Type {
        /** In Redis, shared with other processes and with Python peers. */
        REDIS,
        /** In this process, without a server. */
        MEMORY
    }

    /**
     * How Redis is reached. If any of url, host, port, username, password and database is set, the exchange connects by
     * these; otherwise it uses the application's own Redis.
     *
     * @param url URL of the server, redis:// or rediss:// for TLS. Overrides the other connection properties
     * @param host Host of the server. Default: localhost
     * @param port Port of the server. Default: 6379
     * @param username Login name
     * @param password Login password
     * @param database Number of the database. Default: 0
     * @param embedded Whether to start a real Redis for development and tests. Needs the module exchange-embedded-redis
     *     and gives way to the connection properties
     * @param keyPrefix What stands before every key. Python peers see an exchange without prefix only
     * @param connectTimeout How long a connection may take to open
     * @param operationTimeout How long an operation is tried again while Redis is out of reach
     */
    public record Redis(
            @Nullable String url,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String username,
            @Nullable String password,
            @Nullable Integer database,
            @DefaultValue("false") boolean embedded,
            @DefaultValue("") String keyPrefix,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("10s") Duration operationTimeout) {

        boolean hasConnection() {
            return url != null
                    || host != null
                    || port != null
                    || username != null
                    || password != null
                    || database != null;
        }

        /** Leaves out the password. */
        @Override
        public String toString() {
            return "Redis[host=" + host + ", port=" + port + ", embedded=" + embedded + "]";
        }
    }

    /**
     * What holds for every agent that does not say otherwise.
     *
     * @param concurrency Number of requests an agent handles at once
     * @param autoStartup Whether agents start with the application
     * @param pollTimeout How long a single look into an empty mailbox waits for a message
     * @param shutdownTimeout How long a stopping agent may take to finish what it has begun
     */
    public record Agent(
            @DefaultValue("1") int concurrency,
            @DefaultValue("true") boolean autoStartup,
            @DefaultValue("1s") Duration pollTimeout,
            @DefaultValue("20s") Duration shutdownTimeout) {}

    /**
     * What holds for every handle.
     *
     * @param timeout How long an answer may take
     */
    public record Handle(@DefaultValue("30s") Duration timeout) {}
}
