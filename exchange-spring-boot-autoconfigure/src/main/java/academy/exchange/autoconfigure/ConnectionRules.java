package academy.exchange.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Which properties of the connection contradict each other. */
final class ConnectionRules {

    private static final String PREFIX = "academy.exchange.redis.";

    private final ExchangeRedisProperties redis;
    private final Optional<String> url;
    private final Optional<String> server;
    private final Optional<String> sentinels;
    private final Optional<String> masterAndReplicas;
    private final Optional<String> cluster;

    private ConnectionRules(ExchangeRedisProperties redis) {
        this.redis = redis;
        this.url = firstSet(named("url", redis.url()));
        this.server = firstSet(named("host", redis.host(), "port", redis.port()));
        this.sentinels = firstSet(named(
                "sentinel.nodes",
                redis.sentinel().nodes(),
                "sentinel.master",
                redis.sentinel().master()));
        this.masterAndReplicas =
                firstSet(named("masterreplica.nodes", redis.masterreplica().nodes()));
        this.cluster = firstSet(named("cluster.nodes", redis.cluster().nodes()));
    }

    /**
     * @throws ConnectionSettingsException if properties contradict each other
     */
    static void require(ExchangeRedisProperties redis) {
        ConnectionRules rules = new ConnectionRules(redis);
        rules.oneWayOnly();
        rules.sentinelsAreWhole();
        rules.clustersHaveNoDatabase();
        rules.encryptionIsSaidOnce();
        rules.howComesWithWhere();
        rules.prefixIsSeenByPythonPeers();
    }

    /**
     * What a cluster cannot do, whether it is of the exchange's own or the application's, of which the properties know nothing.
     *
     * @throws ConnectionSettingsException if it contradicts a property
     */
    static void requireFor(ExchangeRedisProperties redis, RedisConnectionFactory factory) {
        if (!(factory instanceof LettuceConnectionFactory lettuce) || lettuce.getClusterConfiguration() == null) {
            return;
        }
        if (redis.pythonPeers()) {
            throw withPythonPeersOn("the application's Redis Cluster");
        }
        if (redis.waitForReplicas() > 0) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "wait-for-replicas is " + redis.waitForReplicas()
                            + ", which does not work on the application's Redis Cluster",
                    "Leave " + PREFIX + "wait-for-replicas out.");
        }
        if (redis.keyPrefix().contains("{") || redis.keyPrefix().contains("}")) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "key-prefix is \"" + redis.keyPrefix()
                            + "\", with a brace, by which a Redis Cluster would distribute the keys",
                    "Leave the braces out of " + PREFIX + "key-prefix.");
        }
    }

    private static ConnectionSettingsException withPythonPeersOn(String cluster) {
        return ConnectionSettingsException.withContradiction(
                PREFIX + "python-peers is true, but the exchange was to use " + cluster,
                "Python peers cannot share a Redis Cluster. Use a standalone server or Sentinel, or leave " + PREFIX
                        + "python-peers out.");
    }

    private void oneWayOnly() {
        List<String> ways = Stream.of(url.or(() -> server), sentinels, masterAndReplicas, cluster)
                .flatMap(Optional::stream)
                .toList();
        if (ways.size() > 1) {
            throw ConnectionSettingsException.withContradiction(
                    ways.get(0) + " and " + ways.get(1) + " both say where Redis is",
                    "Leave one of them out: a URL or host and port for one server, Sentinels, a master with its replicas, or a"
                            + " cluster.");
        }
        if (redis.connectionFactory() != null && redis.hasConnection()) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "connection-factory names a bean of the application, but other properties under "
                            + "academy.exchange.redis give the exchange a Redis of its own",
                    "Leave one of them out.");
        }
    }

    private void sentinelsAreWhole() {
        ExchangeRedisProperties.Sentinel sentinel = redis.sentinel();
        boolean whole = sentinel.isSet()
                ? sentinel.master() != null && !sentinel.nodes().isEmpty()
                : true;
        boolean loginAlone = !sentinel.isSet() && (sentinel.username() != null || sentinel.password() != null);
        if (!whole || loginAlone) {
            throw ConnectionSettingsException.withContradiction(
                    "The properties under " + PREFIX + "sentinel do not say which server is meant",
                    "Set both " + PREFIX + "sentinel.master, the name by which the Sentinels know it, and " + PREFIX
                            + "sentinel.nodes, their addresses.");
        }
    }

    private void clustersHaveNoDatabase() {
        if (!redis.cluster().isSet()) {
            if (redis.cluster().maxRedirects() != null) {
                throw onlyWith("cluster.max-redirects", "cluster.nodes");
            }
            return;
        }
        if (redis.database() != null && redis.database() != 0) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "database is " + redis.database() + ", but a Redis Cluster has database 0 only",
                    "Leave " + PREFIX + "database out; " + PREFIX + "key-prefix keeps exchanges apart.");
        }
        if (redis.waitForReplicas() > 0) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "wait-for-replicas is " + redis.waitForReplicas() + ", which does not work on a cluster",
                    "Leave " + PREFIX + "wait-for-replicas or " + PREFIX + "cluster.nodes out.");
        }
        if (redis.pythonPeers()) {
            throw withPythonPeersOn("the Redis Cluster of " + redis.cluster().nodes());
        }
    }

    private void encryptionIsSaidOnce() {
        boolean encrypted = redis.url() != null && redis.url().startsWith("rediss");
        if (encrypted && Boolean.FALSE.equals(redis.ssl().enabled())) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "url begins with rediss, which is TLS, but " + PREFIX + "ssl.enabled is false",
                    "Leave " + PREFIX
                            + "ssl.enabled out, or write the URL with redis:// for a connection without TLS.");
        }
    }

    private void howComesWithWhere() {
        if (redis.hasConnection()) {
            return;
        }
        firstSet(named(
                        "ssl.bundle", redis.ssl().bundle(),
                        "ssl.enabled", redis.ssl().enabled(),
                        "client-name", redis.clientName()))
                .ifPresent(how -> {
                    throw ConnectionSettingsException.withContradiction(
                            how + " says how to connect, but no property under academy.exchange.redis says where",
                            "Set " + PREFIX + "host or " + PREFIX + "url, too, or set "
                                    + how.replace(PREFIX, "spring.data.redis.")
                                    + " if the application's Redis is meant.");
                });
    }

    private void prefixIsSeenByPythonPeers() {
        if (redis.pythonPeers() && !redis.keyPrefix().isEmpty()) {
            throw ConnectionSettingsException.withContradiction(
                    PREFIX + "python-peers is true, but " + PREFIX + "key-prefix is \"" + redis.keyPrefix()
                            + "\", behind which no Python peer sees anything",
                    "Leave " + PREFIX + "key-prefix out, or " + PREFIX + "python-peers if there are none. "
                            + "To keep exchanges apart that Python peers share, use databases.");
        }
    }

    private static ConnectionSettingsException onlyWith(String property, String other) {
        return ConnectionSettingsException.withContradiction(
                PREFIX + property + " is set, but " + PREFIX + other + " is not",
                "Set " + PREFIX + other + ", or leave " + PREFIX + property + " out.");
    }

    private static Map<String, @Nullable Object> named(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(PREFIX + namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    private static Optional<String> firstSet(Map<String, @Nullable Object> values) {
        return values.entrySet().stream()
                .filter(property -> !Objects.requireNonNullElse(property.getValue(), List.of())
                        .equals(List.of()))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
