package academy.exchange.redis;

import java.lang.reflect.Field;
import java.util.Optional;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Where an application's connection factory leads, and how. */
record RedisTarget(RedisConfiguration where, LettuceClientConfiguration how) {

    /** @throws IllegalArgumentException if the factory is not one we can follow */
    static RedisTarget of(RedisConnectionFactory application) {
        if (application instanceof LettuceConnectionFactory lettuce) {
            return new RedisTarget(where(lettuce), lettuce.getClientConfiguration());
        }
        throw new IllegalArgumentException("The exchange needs a connection factory of the driver Lettuce, but got a "
                + application.getClass().getName()
                + "; its blocking reads and its handling of lost replies are built on Lettuce");
    }

    private static RedisConfiguration where(LettuceConnectionFactory lettuce) {
        RedisConfiguration where = configuration(lettuce);
        if (where instanceof RedisStandaloneConfiguration
                || where instanceof RedisSocketConfiguration
                || where instanceof RedisStaticMasterReplicaConfiguration
                || where instanceof RedisSentinelConfiguration
                || where instanceof RedisClusterConfiguration) {
            return where;
        }
        throw new IllegalArgumentException(
                "The connection factory leads to a " + where.getClass().getSimpleName()
                        + ", which the exchange does not know; use a standalone server, a master with replicas, Sentinel or"
                        + " Redis Cluster");
    }

    /**
     * The factory's getters answer for a standalone server named in its constructor by type alone; for one named by URL or with
     * replicas they answer with localhost, so the field behind them is asked.
     */
    private static RedisConfiguration configuration(LettuceConnectionFactory lettuce) {
        try {
            Field field = LettuceConnectionFactory.class.getDeclaredField("configuration");
            field.setAccessible(true);
            return (RedisConfiguration) field.get(lettuce);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "This version of Spring Data Redis hides where a connection factory leads", e);
        }
    }

    /** A factory of the exchange's own. */
    LettuceConnectionFactory factory(LettuceClientConfiguration settings) {
        return where instanceof RedisStaticMasterReplicaConfiguration servers
                ? new MasterConnectionFactory(servers, settings)
                : new LettuceConnectionFactory(where, settings);
    }

    /** Whether it is a cluster, where the keys of one mailbox must lie together. */
    boolean isCluster() {
        return where instanceof RedisClusterConfiguration;
    }

    /** Whether each new connection looks for the master. */
    boolean isMasterSought() {
        return where instanceof RedisSentinelConfiguration || where instanceof RedisStaticMasterReplicaConfiguration;
    }

    /** Name of the login. */
    String login() {
        return Optional.of(where)
                .filter(RedisConfiguration.WithAuthentication.class::isInstance)
                .map(target -> ((RedisConfiguration.WithAuthentication) target).getUsername())
                .orElse("default");
    }

    /** For messages; without any secret. */
    @Override
    public String toString() {
        if (where instanceof RedisSentinelConfiguration sentinels) {
            return "the Redis that the Sentinels " + sentinels.getSentinels() + " know";
        }
        if (where instanceof RedisClusterConfiguration cluster) {
            return "the Redis Cluster of " + cluster.getClusterNodes();
        }
        if (where instanceof RedisStaticMasterReplicaConfiguration servers) {
            return "the Redis that is the master among "
                    + servers.getNodes().stream().map(RedisTarget::address).toList();
        }
        if (where instanceof RedisSocketConfiguration socket) {
            return "Redis at " + socket.getSocket();
        }
        return "Redis at " + address((RedisStandaloneConfiguration) where);
    }

    private static String address(RedisStandaloneConfiguration server) {
        return server.getHostName() + ":" + server.getPort();
    }
}
