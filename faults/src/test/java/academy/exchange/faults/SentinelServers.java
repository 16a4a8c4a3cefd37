package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;

import academy.exchange.AgentId;
import academy.exchange.embedded.EmbeddedRedis;

/** A master with one replica, and a Sentinel that notices within a second when the master is silent. */
final class SentinelServers implements Servers {

    private static final String MASTER = "mine";

    private final List<Node> nodes = new ArrayList<>();
    private final Path file;
    private final EmbeddedRedis sentinel;
    private volatile int master;

    SentinelServers() {
        Node master = Node.start("--repl-diskless-sync-delay", "0");
        nodes.add(master);
        nodes.add(Node.replicaOf(master));
        this.file = configuration(master);
        this.sentinel = EmbeddedRedis.start(file.toString(), "--sentinel");
        awaitReplicaKnown();
    }

    private static Path configuration(Node master) {
        try {
            return Files.writeString(
                    Files.createTempFile("sentinel-", ".conf"),
                    """
                    sentinel monitor mine %s %d 1
                    sentinel down-after-milliseconds mine 1000
                    sentinel failover-timeout mine 5000
                    """
                            .formatted(master.host(), master.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReplicaKnown() {
        RedisClient client = RedisClient.create(RedisURI.create(sentinel.host(), sentinel.port()));
        try (StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel()) {
            Servers.until(() -> connection.sync().replicas(MASTER).stream()
                    .anyMatch(replica -> "ok".equals(replica.get("master-link-status"))));
        } finally {
            client.shutdown();
        }
    }

    @Override
    public RedisConnectionFactory factory() {
        return new LettuceConnectionFactory(
                new RedisSentinelConfiguration().master(MASTER).sentinel(sentinel.host(), sentinel.port()));
    }

    @Override
    public String queue(AgentId agent) {
        return "queue:" + agent.uid();
    }

    @Override
    public Node master(AgentId agent) {
        return nodes.get(master);
    }

    /** Once. The successor is given a replica, too. */
    @Override
    public void killMasterOf(AgentId agent) {
        Servers.kill(nodes.get(0));
        Servers.awaitMaster(nodes.get(1));
        master = 1;
        nodes.add(Node.replicaOf(nodes.get(1)));
    }

    @Override
    public void close() {
        sentinel.close();
        nodes.forEach(Node::close);
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
