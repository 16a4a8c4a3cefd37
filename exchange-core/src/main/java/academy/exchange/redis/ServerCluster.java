package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.UnblockType;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.protocol.RedisCommand;

/**
 * A Redis Cluster. Commands find the server of their key, also one that it moved to. A reader that blocks does so on a
 * connection to the server of its mailbox, which ends the blocking when it hands the mailbox over; the reader then opens
 * another by a map of the cluster that is newer than that.
 */
final class ServerCluster implements Topology {

    private static final int MAX_REDIRECTS = 5;
    private static final Duration REFRESH_PERIOD = Duration.ofSeconds(10);

    /** Many commands fail at once; one new map serves them all. */
    private static final Duration BETWEEN_REFRESHES = Duration.ofMillis(200);

    private final RedisClusterClient client;
    private final RedisClient readers;
    private final Duration connectTimeout;
    private final StatefulRedisClusterConnection<String, byte[]> commands;
    private final AtomicLong refreshed = new AtomicLong(System.nanoTime() - BETWEEN_REFRESHES.toNanos());
    private volatile CompletableFuture<@Nullable Void> refresh = CompletableFuture.completedFuture(null);

    ServerCluster(RedisClusterClient client, ClientOptions options, Duration connectTimeout) {
        this.client = client;
        this.readers = RedisClient.create(client.getResources());
        readers.setOptions(options);
        this.connectTimeout = connectTimeout;
        this.commands = client.connect(RedisConnections.CODEC);
    }

    /** The options of a client for this cluster, by those for one server. */
    static ClusterClientOptions options(ClientOptions forOneServer, RedisClusterConfiguration cluster) {
        Integer redirects = cluster.getMaxRedirects();
        return ClusterClientOptions.builder(forOneServer)
                .maxRedirects(redirects == null ? MAX_REDIRECTS : redirects)
                // A server that commands are redirected to may be younger than our map.
                .validateClusterNodeMembership(false)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(REFRESH_PERIOD)
                        .adaptiveRefreshTriggersTimeout(BETWEEN_REFRESHES)
                        .build())
                .build();
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return commands.async();
    }

    @Override
    public void dispatch(List<? extends RedisCommand<String, byte[], ?>> all) {
        var unused = commands.dispatch(all);
    }

    @Override
    public Line open(String key) {
        awaitRefresh();
        RedisURI server = master(key);
        try {
            return new Line(readers.connect(RedisConnections.CODEC, server), server);
        } catch (RuntimeException e) {
            failed(e);
            throw e;
        }
    }

    @Override
    public void unblock(Line line, long clientId) {
        RedisURI server = line.server();
        var unused = commands.getConnectionAsync(server.getHost(), server.getPort())
                .thenCompose(beside -> beside.async().clientUnblock(clientId, UnblockType.TIMEOUT));
    }

    @Override
    public void failed(Throwable failure) {
        long last = refreshed.get();
        long now = System.nanoTime();
        if (RedisFailure.wantsNewMap(failure)
                && now - last >= BETWEEN_REFRESHES.toNanos()
                && refreshed.compareAndSet(last, now)) {
            refresh = client.refreshPartitionsAsync().toCompletableFuture();
        }
    }

    @Override
    public boolean isOneServer() {
        return false;
    }

    /** Nobody who needs one server is interested. */
    @Override
    public void whenReplaced(Runnable action) {}

    /** The builder of the exchange does not let it come to this. */
    @Override
    public long changes() {
        throw new UnsupportedOperationException("WAIT on a cluster");
    }

    @Override
    public CompletableFuture<Long> replicas(String key, int enough, Duration timeout) {
        throw new UnsupportedOperationException("WAIT on a cluster");
    }

    @Override
    public void close() {
        commands.close();
        readers.shutdown(Duration.ZERO, connectTimeout);
    }

    private RedisURI master(String key) {
        RedisClusterNode node = commands.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
        if (node == null) {
            RedisConnectionException nobody =
                    new RedisConnectionException("No server of the cluster holds the slot of " + key + " now");
            failed(nobody);
            throw nobody;
        }
        return node.getUri();
    }

    private void awaitRefresh() {
        try {
            refresh.get(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisCommandInterruptedException(e);
        } catch (ExecutionException | TimeoutException oldMapMustDo) {
            return;
        }
    }
}
