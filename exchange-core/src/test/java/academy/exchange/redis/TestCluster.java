package academy.exchange.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.cluster.SlotHash;

import academy.exchange.codec.JsonMessageCodec;

import static org.awaitility.Awaitility.await;

/** A Redis Cluster of three masters, each with a replica or none, that notices within a second when one is silent. */
final class TestCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = SlotHash.SLOT_COUNT;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The servers talk to each other on a port that is higher by this. */
    private static final int BUS = 10_000;

    private static final int HIGHEST_PORT = 65_535;

    private final List<TestRedis> masters = new ArrayList<>();
    private final List<TestRedis> replicas = new ArrayList<>();

    private TestCluster(boolean replicated) {
        for (int i = 0; i < MASTERS; i++) {
            TestRedis master = node();
            masters.add(master);
            master.commands().clusterSetConfigEpoch(i + 1L);
            master.commands().clusterAddSlots(slots(i));
        }
        for (int i = 0; replicated && i < MASTERS; i++) {
            replicas.add(node());
        }
        TestRedis first = masters.get(0);
        nodes().forEach(node -> first.commands().clusterMeet(node.host(), node.port()));
        await().atMost(PATIENCE).until(() -> nodes().stream().allMatch(this::knowsAll));
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).commands().clusterReplicate(id(masters.get(i)));
        }
        await().atMost(PATIENCE).until(() -> nodes().stream().allMatch(TestCluster::isReady));
        await().atMost(PATIENCE).until(() -> nodes().stream().allMatch(this::knowsReplicas));
    }

    static TestCluster shared() {
        return Shared.CLUSTER;
    }

    /** A cluster of the test's own, to be closed by it. */
    static TestCluster own() {
        return new TestCluster(false);
    }

    static TestCluster withReplicas() {
        return new TestCluster(true);
    }

    private static TestRedis node() {
        return TestRedis.own(
                "--port",
                Integer.toString(freePort()),
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "1000",
                "--cluster-replica-validity-factor",
                "0",
                "--repl-ping-replica-period",
                "1");
    }

    private static int freePort() {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (port + BUS <= HIGHEST_PORT && isFree(port + BUS)) {
                    return port;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static int[] slots(int master) {
        return IntStream.range(SLOTS * master / MASTERS, SLOTS * (master + 1) / MASTERS)
                .toArray();
    }

    private List<TestRedis> nodes() {
        List<TestRedis> nodes = new ArrayList<>(masters);
        nodes.addAll(replicas);
        return nodes;
    }

    private boolean knowsAll(TestRedis node) {
        return node.commands().clusterInfo().contains("cluster_known_nodes:" + nodes().size() + "\r\n")
                && !node.commands().clusterNodes().contains("handshake");
    }

    private boolean knowsReplicas(TestRedis node) {
        return node.commands()
                        .clusterNodes()
                        .lines()
                        .filter(line -> line.contains("slave"))
                        .count()
                == replicas.size();
    }

    private static boolean isReady(TestRedis node) {
        return node.commands().clusterInfo().contains("cluster_state:ok")
                && !node.commands().info("replication").contains("master_link_status:down");
    }

    static String id(TestRedis node) {
        return node.commands().clusterMyId();
    }

    List<TestRedis> masters() {
        return masters;
    }

    /** The master that was given the slot of this key at first. */
    TestRedis master(String key) {
        return masters.get(IntStream.range(0, MASTERS)
                .filter(i -> SlotHash.getSlot(key) < SLOTS * (i + 1) / MASTERS)
                .findFirst()
                .orElseThrow());
    }

    /** The server that was the replica of this master at first. */
    TestRedis replica(TestRedis master) {
        return replicas.get(masters.indexOf(master));
    }

    /** Moves a slot with its keys from this master to another one, as an administrator does. */
    void move(int slot, TestRedis from) {
        TestRedis to = masters.stream().filter(each -> each != from).findFirst().orElseThrow();
        to.commands().clusterSetSlotImporting(slot, id(from));
        from.commands().clusterSetSlotMigrating(slot, id(to));
        for (String key : from.commands().clusterGetKeysInSlot(slot, Integer.MAX_VALUE)) {
            from.commands().migrate(to.host(), to.port(), key, 0, PATIENCE.toMillis());
        }
        String owner = id(to);
        to.commands().clusterSetSlotNode(slot, owner);
        from.commands().clusterSetSlotNode(slot, owner);
    }

    RedisExchangeBuilder exchange() {
        List<String> addresses =
                masters.stream().map(node -> node.host() + ":" + node.port()).toList();
        return RedisExchange.builder(
                new LettuceConnectionFactory(new RedisClusterConfiguration(addresses)), JsonMessageCodec.create());
    }

    void deleteKeys(String prefix) {
        masters.forEach(master -> master.deleteKeys(prefix));
    }

    @Override
    public void close() {
        nodes().forEach(TestRedis::close);
    }

    private static final class Shared {
        private static final TestCluster CLUSTER = own();
    }
}
