package academy.exchange.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.cluster.SlotHash;

import academy.exchange.AgentId;

/** A Redis Cluster of three masters, each with a replica, that notices within a second when one is silent. */
final class ClusterServers implements Servers {

    private static final int MASTERS = 3;
    private static final int SLOTS = SlotHash.SLOT_COUNT;

    private final List<Node> masters = new ArrayList<>();
    private final List<Node> replicas = new ArrayList<>();
    private final List<Node> serving;

    ClusterServers() {
        for (int i = 0; i < MASTERS; i++) {
            Node master = Node.ofCluster();
            masters.add(master);
            master.commands().clusterSetConfigEpoch(i + 1L);
            master.commands()
                    .clusterAddSlots(
                            IntStream.range(firstSlot(i), firstSlot(i + 1)).toArray());
            replicas.add(Node.ofCluster());
        }
        nodes().forEach(node -> masters.get(0).commands().clusterMeet(node.host(), node.port()));
        Servers.until(() -> nodes().allMatch(ClusterServers::knowsAll));
        for (int i = 0; i < MASTERS; i++) {
            replicas.get(i)
                    .commands()
                    .clusterReplicate(masters.get(i).commands().clusterMyId());
        }
        Servers.until(() -> nodes().allMatch(ClusterServers::isReady));
        this.serving = new CopyOnWriteArrayList<>(masters);
    }

    private static int firstSlot(int master) {
        return SLOTS * master / MASTERS;
    }

    private Stream<Node> nodes() {
        return Stream.concat(masters.stream(), replicas.stream());
    }

    private static boolean knowsAll(Node node) {
        return node.commands().clusterInfo().contains("cluster_known_nodes:" + 2 * MASTERS + "\r\n")
                && !node.commands().clusterNodes().contains("handshake");
    }

    private static boolean isReady(Node node) {
        return node.commands().clusterInfo().contains("cluster_state:ok")
                && !node.info("replication").contains("master_link_status:down")
                && node.commands()
                                .clusterNodes()
                                .lines()
                                .filter(line -> line.contains("slave"))
                                .count()
                        == MASTERS;
    }

    @Override
    public RedisConnectionFactory factory() {
        return new LettuceConnectionFactory(new RedisClusterConfiguration(
                masters.stream().map(Node::address).toList()));
    }

    @Override
    public String queue(AgentId agent) {
        return "queue:{" + agent.uid() + "}";
    }

    @Override
    public Node master(AgentId agent) {
        return serving.get(shard(agent));
    }

    @Override
    public void killMasterOf(AgentId agent) {
        int shard = shard(agent);
        Servers.kill(masters.get(shard));
        Servers.awaitMaster(replicas.get(shard));
        serving.set(shard, replicas.get(shard));
    }

    private int shard(AgentId agent) {
        int slot = SlotHash.getSlot(queue(agent));
        return IntStream.range(0, MASTERS)
                .filter(i -> slot < firstSlot(i + 1))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        nodes().forEach(Node::close);
    }
}
