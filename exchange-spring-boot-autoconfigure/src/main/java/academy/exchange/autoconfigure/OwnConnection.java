package academy.exchange.autoconfigure;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;

/** The way to a Redis of the exchange's own. */
final class OwnConnection {

    private static final int SENTINEL_PORT = 26379;
    private static final int REDIS_PORT = 6379;

    /** A name or an address, of whichever version. */
    private static final Pattern HOST = Pattern.compile("[^\\s/;,@]+");

    private OwnConnection() {}

    /**
     * Never started: the exchange only looks where it leads.
     *
     * @param bundles null where the application has no SSL bundles at all
     * @throws ConnectionSettingsException if the URL is not one of Redis, a node no address, or a bundle not there or broken
     */
    static RedisConnectionFactory factory(ExchangeRedisProperties redis, @Nullable SslBundles bundles) {
        LettuceClientConfiguration.LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder();
        RedisConfiguration target = target(redis, client);
        Optional.ofNullable(redis.clientName()).ifPresent(client::clientName);
        if (redis.ssl().isEnabled()) {
            client.useSsl();
        }
        if (redis.ssl().isEnabled() || isEncrypted(redis.url())) {
            bundle(redis.ssl().bundle(), bundles)
                    .ifPresent(bundle -> client.clientOptions(
                            options(String.valueOf(redis.ssl().bundle()), bundle)));
        }
        return factory(target, client.build());
    }

    /** Given a target without its kind, the factory would show localhost to whoever asks it where it leads. */
    private static RedisConnectionFactory factory(RedisConfiguration target, LettuceClientConfiguration client) {
        if (target instanceof RedisSentinelConfiguration sentinels) {
            return new LettuceConnectionFactory(sentinels, client);
        }
        if (target instanceof RedisClusterConfiguration cluster) {
            return new LettuceConnectionFactory(cluster, client);
        }
        if (target instanceof RedisStaticMasterReplicaConfiguration servers) {
            return new LettuceConnectionFactory(servers, client);
        }
        if (target instanceof RedisStandaloneConfiguration server) {
            return new LettuceConnectionFactory(server, client);
        }
        throw ConnectionSettingsException.withMalformedUrl();
    }

    private static RedisConfiguration target(
            ExchangeRedisProperties redis, LettuceClientConfiguration.LettuceClientConfigurationBuilder client) {
        if (redis.url() != null) {
            RedisURI url = parse(redis.url());
            client.apply(url);
            return LettuceConnectionFactory.createRedisConfiguration(url);
        }
        if (redis.sentinel().isSet()) {
            return sentinels(redis);
        }
        if (redis.masterreplica().isSet()) {
            return masterAndReplicas(redis);
        }
        return redis.cluster().isSet() ? cluster(redis) : server(redis);
    }

    private static RedisStandaloneConfiguration server(ExchangeRedisProperties redis) {
        RedisStandaloneConfiguration target = new RedisStandaloneConfiguration(
                Optional.ofNullable(redis.host()).orElse("localhost"),
                Optional.ofNullable(redis.port()).orElse(REDIS_PORT));
        logIn(target, redis);
        target.setDatabase(database(redis));
        return target;
    }

    private static RedisSentinelConfiguration sentinels(ExchangeRedisProperties redis) {
        ExchangeRedisProperties.Sentinel sentinel = redis.sentinel();
        RedisSentinelConfiguration target = new RedisSentinelConfiguration();
        target.master(String.valueOf(sentinel.master()));
        target.setSentinels(nodes("sentinel.nodes", sentinel.nodes(), SENTINEL_PORT));
        target.setSentinelUsername(sentinel.username());
        target.setSentinelPassword(RedisPassword.of(sentinel.password()));
        logIn(target, redis);
        target.setDatabase(database(redis));
        return target;
    }

    private static RedisStaticMasterReplicaConfiguration masterAndReplicas(ExchangeRedisProperties redis) {
        RedisStaticMasterReplicaConfiguration target = new RedisStaticMasterReplicaConfiguration();
        nodes("masterreplica.nodes", redis.masterreplica().nodes(), REDIS_PORT)
                .forEach(node -> target.addNode(node.getRequiredHost(), node.getRequiredPort()));
        logIn(target, redis);
        target.setDatabase(database(redis));
        return target;
    }

    private static RedisClusterConfiguration cluster(ExchangeRedisProperties redis) {
        RedisClusterConfiguration target = new RedisClusterConfiguration();
        target.setClusterNodes(nodes("cluster.nodes", redis.cluster().nodes(), REDIS_PORT));
        Optional.ofNullable(redis.cluster().maxRedirects()).ifPresent(target::setMaxRedirects);
        logIn(target, redis);
        return target;
    }

    private static void logIn(RedisConfiguration.WithAuthentication target, ExchangeRedisProperties redis) {
        target.setUsername(redis.username());
        target.setPassword(RedisPassword.of(redis.password()));
    }

    private static int database(ExchangeRedisProperties redis) {
        return Optional.ofNullable(redis.database()).orElse(0);
    }

    private static List<RedisNode> nodes(String property, List<String> nodes, int port) {
        return nodes.stream().map(node -> node(property, node, port)).toList();
    }

    private static RedisNode node(String property, String node, int port) {
        try {
            RedisNode parsed = RedisNode.fromString(node, port);
            if (isHost(parsed.getHost()) && Objects.requireNonNullElse(parsed.getPort(), 0) > 0) {
                return parsed;
            }
        } catch (IllegalArgumentException malformed) {
            throw ConnectionSettingsException.withMalformedNode(property, node);
        }
        throw ConnectionSettingsException.withMalformedNode(property, node);
    }

    private static boolean isHost(@Nullable String host) {
        return host != null && HOST.matcher(host).matches();
    }

    private static boolean isEncrypted(@Nullable String url) {
        return url != null && parse(url).isSsl();
    }

    private static RedisURI parse(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw ConnectionSettingsException.withMalformedUrl();
        }
    }

    private static Optional<SslBundle> bundle(@Nullable String name, @Nullable SslBundles bundles) {
        if (name == null) {
            return Optional.empty();
        }
        if (bundles == null) {
            throw ConnectionSettingsException.withoutBundle(name, List.of());
        }
        try {
            return Optional.of(bundles.getBundle(name));
        } catch (NoSuchSslBundleException missing) {
            throw ConnectionSettingsException.withoutBundle(name, bundles.getBundleNames());
        }
    }

    private static ClientOptions options(String name, SslBundle bundle) {
        try {
            return options(bundle);
        } catch (IllegalStateException unreadable) {
            // Its files are read only when they are needed for the first time.
            throw ConnectionSettingsException.withUnreadableBundle(name, unreadable);
        }
    }

    /** The bundle's certificates, ciphers and protocols in the terms of Lettuce. */
    private static ClientOptions options(SslBundle bundle) {
        io.lettuce.core.SslOptions.Builder ssl = io.lettuce.core.SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        SslOptions options = bundle.getOptions();
        Optional.ofNullable(options.getCiphers()).ifPresent(ssl::cipherSuites);
        Optional.ofNullable(options.getEnabledProtocols()).ifPresent(ssl::protocols);
        return ClientOptions.builder().sslOptions(ssl.build()).build();
    }
}
