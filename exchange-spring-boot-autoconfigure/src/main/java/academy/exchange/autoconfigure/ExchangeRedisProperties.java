package academy.exchange.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.StringUtils;

import academy.exchange.redis.RedisExchange;

/**
 * How Redis is reached. If any of url, host, port, username, password, database, sentinel, masterreplica and cluster is
 * set, the exchange connects by these; otherwise it uses the application's own Redis. A blank value counts as not set.
 *
 * @param url URL of the server, redis:// or rediss:// for TLS, or redis-sentinel://. Overrides host, port, username,
 *     password and database
 * @param host Host of the server. Default: localhost
 * @param port Port of the server. Default: 6379
 * @param username Login name
 * @param password Login password
 * @param database Number of the database. Default: 0
 * @param clientName Name of the exchange's connections, as the server lists them
 * @param ssl Whether and how the connections are encrypted
 * @param sentinel Sentinels to ask for the server
 * @param masterreplica A master and its replicas that no Sentinel watches
 * @param cluster Redis Cluster to connect to
 * @param connectionFactory Name of the RedisConnectionFactory bean that says where Redis is, where the application has
 *     several. Without it the only or the primary one does
 * @param embedded Whether to start a real Redis for development and tests. Needs the module exchange-embedded-redis
 *     and gives way to the connection properties
 * @param keyPrefix What stands before every key. Python peers see an exchange without prefix only
 * @param pythonPeers Whether Python peers share the Redis, so that settings which hide them are refused
 * @param startUpCheck What becomes of a server that would lose messages or refuse commands, found out at the start
 * @param connectTimeout How long a connection may take to open. At most 1d
 * @param operationTimeout How long an operation is tried again while Redis is out of reach
 * @param replyRetention How long the answer to a request is kept that was taken at least once, so that one which is
 *     delivered again is not worked on again
 * @param endedMailboxLifetime How long Redis knows of a mailbox that was terminated. Then its id is unknown, to Python
 *     peers, too. Zero for ever
 * @param requestLifetime How long a request that nobody answers counts as open. Longer than anybody waits for an answer.
 *     Zero for ever
 * @param discovery How agents are found. By scan none is missed; by index it costs as much as there are agents of the
 *     type, and agents of Python peers are found within about a minute
 * @param dedicatedReaders Number of agents that are read on a connection and a thread of their own, which is where messages
 *     arrive soonest. All others share one
 * @param waitForReplicas Number of replicas that must have a message before its send succeeds. Not for a cluster
 * @param waitForReplicasTimeout How long a send waits for the replicas. At most a quarter of
 *     academy.exchange.redis.operation-timeout
 */
public record ExchangeRedisProperties(
        @Nullable String url,
        @Nullable String host,
        @Nullable Integer port,
        @Nullable String username,
        @Nullable String password,
        @Nullable Integer database,
        @Nullable String clientName,
        @DefaultValue Ssl ssl,
        @DefaultValue Sentinel sentinel,
        @DefaultValue Masterreplica masterreplica,
        @DefaultValue Cluster cluster,
        @Nullable String connectionFactory,
        @DefaultValue("false") boolean embedded,
        @DefaultValue("") String keyPrefix,
        @DefaultValue("false") boolean pythonPeers,
        @DefaultValue("fail") CheckMode startUpCheck,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("10s") Duration operationTimeout,
        @DefaultValue("10m") Duration replyRetention,
        @DefaultValue("0s") Duration endedMailboxLifetime,
        @DefaultValue("0s") Duration requestLifetime,
        @DefaultValue("scan") RedisExchange.Discovery discovery,
        @DefaultValue("4") int dedicatedReaders,
        @DefaultValue("0") int waitForReplicas,
        @DefaultValue("1s") Duration waitForReplicasTimeout) {

    private static final String MEANINGFUL = "*?[]\\";

    /**
     * @throws InvalidConfigurationPropertyValueException if a value is out of its range or contradicts another
     */
    public ExchangeRedisProperties {
        url = textOrNull(url);
        host = textOrNull(host);
        username = textOrNull(username);
        password = textOrNull(password);
        clientName = textOrNull(clientName);
        connectionFactory = textOrNull(connectionFactory);
        requireConnection(host, port, database, clientName);
        PropertyCheck.that(
                keyPrefix.chars().noneMatch(c -> MEANINGFUL.indexOf(c) >= 0 || Character.isISOControl(c)),
                "redis.key-prefix",
                keyPrefix,
                "It must not contain * ? [ ] \\ or a control character, which mean something to Redis.");
        PropertyCheck.isPositive("redis.connect-timeout", connectTimeout);
        PropertyCheck.that(
                connectTimeout.compareTo(Duration.ofDays(1)) <= 0,
                "redis.connect-timeout",
                connectTimeout,
                "It must be at most 1d.");
        PropertyCheck.isPositive("redis.operation-timeout", operationTimeout);
        PropertyCheck.isPositive("redis.reply-retention", replyRetention);
        PropertyCheck.isNotNegative("redis.ended-mailbox-lifetime", endedMailboxLifetime);
        PropertyCheck.isNotNegative("redis.request-lifetime", requestLifetime);
        PropertyCheck.isAtLeast(0, "redis.dedicated-readers", dedicatedReaders);
        PropertyCheck.isAtLeast(0, "redis.wait-for-replicas", waitForReplicas);
        PropertyCheck.isPositive("redis.wait-for-replicas-timeout", waitForReplicasTimeout);
        PropertyCheck.that(
                waitForReplicas == 0 || waitForReplicasTimeout.multipliedBy(4).compareTo(operationTimeout) <= 0,
                "redis.wait-for-replicas-timeout",
                waitForReplicasTimeout,
                "It must be at most a quarter of academy.exchange.redis.operation-timeout, " + operationTimeout + ".");
    }

    /** Whether the exchange has a Redis of its own. */
    boolean hasConnection() {
        return sentinel.isSet()
                || masterreplica.isSet()
                || cluster.isSet()
                || Stream.of(url, host, port, username, password, database).anyMatch(Objects::nonNull);
    }

    /** Without password and URL, which may hold one. */
    @Override
    public String toString() {
        return "ExchangeRedisProperties[host=" + host + ", port=" + port + ", database=" + database + ", embedded="
                + embedded + ", keyPrefix=" + keyPrefix + ", connectTimeout=" + connectTimeout + ", operationTimeout="
                + operationTimeout + "]";
    }

    private static void requireConnection(
            @Nullable String host, @Nullable Integer port, @Nullable Integer database, @Nullable String clientName) {
        requireName(host);
        PropertyCheck.that(
                port == null || (port >= 1 && port <= 65535),
                "redis.port",
                String.valueOf(port),
                "It must be from 1 to 65535.");
        PropertyCheck.isAtLeast(0, "redis.database", database == null ? 0 : database);
        PropertyCheck.that(
                clientName == null || clientName.chars().allMatch(c -> c > ' ' && c <= '~'),
                "redis.client-name",
                String.valueOf(clientName),
                "It must not contain a space or another character than printable ASCII.");
    }

    /** What is shown of it holds no password, as a URL may that was written in the wrong place. */
    private static void requireName(@Nullable String host) {
        PropertyCheck.that(
                host == null
                        || (host.chars().noneMatch(c -> c <= ' ' || c == '/' || c == '@')
                                && host.chars().filter(c -> c == ':').count() != 1),
                "redis.host",
                host == null || host.contains("@") ? "(not shown)" : host,
                "It must be a name or an address alone. The port belongs in academy.exchange.redis.port, and a URL in"
                        + " academy.exchange.redis.url.");
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return StringUtils.hasText(text) ? text : null;
    }

    private static List<String> texts(List<String> nodes) {
        return nodes.stream().filter(StringUtils::hasText).map(String::strip).toList();
    }

    /**
     * Whether and how the connections are encrypted.
     *
     * @param enabled Whether to use TLS. Default: true where a bundle or a URL with rediss:// is set
     * @param bundle Name of the SSL bundle, under spring.ssl.bundle, that has the certificates. Without it those that Java
     *     trusts count
     */
    public record Ssl(@Nullable Boolean enabled, @Nullable String bundle) {

        /** A blank bundle is none. */
        public Ssl {
            bundle = textOrNull(bundle);
        }

        boolean isEnabled() {
            return enabled == null ? bundle != null : enabled;
        }

        boolean isSet() {
            return enabled != null || bundle != null;
        }
    }

    /**
     * Sentinels to ask for the server.
     *
     * @param master Name by which the Sentinels know the server
     * @param nodes Sentinels, as host:port
     * @param username Login name for the Sentinels
     * @param password Login password for the Sentinels
     */
    public record Sentinel(
            @Nullable String master,
            @DefaultValue List<String> nodes,
            @Nullable String username,
            @Nullable String password) {

        /** Copies the nodes. */
        public Sentinel {
            master = textOrNull(master);
            nodes = texts(nodes);
            username = textOrNull(username);
            password = textOrNull(password);
        }

        boolean isSet() {
            return master != null || !nodes.isEmpty();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Sentinel[master=" + master + ", nodes=" + nodes + ", username=" + username + "]";
        }
    }

    /**
     * A master and its replicas that no Sentinel watches.
     *
     * @param nodes The master and all of its replicas, as host:port. Each connection goes to the one that says it is the
     *     master by then
     */
    public record Masterreplica(@DefaultValue List<String> nodes) {

        /** Copies the nodes. */
        public Masterreplica {
            nodes = texts(nodes);
        }

        boolean isSet() {
            return !nodes.isEmpty();
        }
    }

    /**
     * Redis Cluster to connect to.
     *
     * @param nodes Some servers of the cluster, as host:port. The others are found through them
     * @param maxRedirects Number of times a command follows the cluster from one server to another. Default: 5
     */
    public record Cluster(@DefaultValue List<String> nodes, @Nullable Integer maxRedirects) {

        /**
         * Copies the nodes.
         *
         * @throws InvalidConfigurationPropertyValueException if the number is negative
         */
        public Cluster {
            nodes = texts(nodes);
            PropertyCheck.isAtLeast(0, "redis.cluster.max-redirects", maxRedirects == null ? 0 : maxRedirects);
        }

        boolean isSet() {
            return !nodes.isEmpty();
        }
    }
}
