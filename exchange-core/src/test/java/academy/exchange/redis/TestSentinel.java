package academy.exchange.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;

import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;

import static org.awaitility.Awaitility.await;

/** A master, its replica, and one Sentinel that makes the replica master when the master is silent for a second. */
final class TestSentinel implements AutoCloseable {

    private static final String MASTER = "mine";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestRedis first = TestRedis.own();
    private final TestRedis second = TestRedis.own("--replicaof", first.host(), Integer.toString(first.port()));
    private final Path file;
    private final EmbeddedRedis sentinel;
    private final RedisClient client;
    private final StatefulRedisSentinelConnection<String, String> connection;

    TestSentinel() {
        await().atMost(PATIENCE)
                .until(() -> second.commands().info("replication").contains("master_link_status:up"));
        this.file = configuration(first);
        this.sentinel = EmbeddedRedis.start(file.toString(), "--sentinel");
        this.client = RedisClient.create(RedisURI.create(sentinel.host(), sentinel.port()));
        this.connection = client.connectSentinel();
        await().atMost(PATIENCE).until(() -> connection.sync().replicas(MASTER).stream()
                .anyMatch(replica -> "ok".equals(replica.get("master-link-status"))));
    }

    private static Path configuration(TestRedis master) {
        try {
            return Files.writeString(
                    Files.createTempFile("sentinel-", ".conf"),
                    "sentinel monitor %1$s %2$s %3$d 1%nsentinel down-after-milliseconds %1$s 1000%nsentinel failover-timeout %1$s 5000%n"
                            .formatted(MASTER, master.host(), master.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that was the master at first. */
    TestRedis first() {
        return first;
    }

    /** The server that was the replica at first. */
    TestRedis second() {
        return second;
    }

    RedisExchangeBuilder exchange() {
        RedisSentinelConfiguration where =
                new RedisSentinelConfiguration().master(MASTER).sentinel(sentinel.host(), sentinel.port());
        return RedisExchange.builder(new LettuceConnectionFactory(where), JsonMessageCodec.create());
    }

    /** Makes the Sentinel forget what it knows and call this server the master. */
    void name(TestRedis master) {
        connection.sync().remove(MASTER);
        connection.sync().monitor(MASTER, master.host(), master.port(), 1);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        sentinel.close();
        second.close();
        first.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
