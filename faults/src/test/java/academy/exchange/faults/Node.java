package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.embedded.EmbeddedRedis;

/** One server, and a connection to it. */
record Node(EmbeddedRedis server, RedisClient client, StatefulRedisConnection<String, String> connection)
        implements AutoCloseable {

    /** The servers of a cluster talk to each other on a port that is higher by this. */
    private static final int BUS = 10_000;

    private static final int HIGHEST_PORT = 65_535;

    static Node start(String... arguments) {
        EmbeddedRedis server = EmbeddedRedis.start(arguments);
        RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
        return new Node(server, client, client.connect());
    }

    static Node replicaOf(Node master) {
        Node replica = start("--repl-diskless-sync-delay", "0", "--replicaof", master.host(), "" + master.port());
        Servers.until(() -> replica.info("replication").contains("master_link_status:up"));
        return replica;
    }

    static Node ofCluster() {
        return start(
                "--port",
                Integer.toString(freePort()),
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "1000",
                "--cluster-replica-validity-factor",
                "0");
    }

    private static int freePort() {
        while (true) {
            int port = unused(0);
            if (port + BUS <= HIGHEST_PORT && unused(port + BUS) > 0) {
                return port;
            }
        }
    }

    /** This port, any for zero; -1 if it is taken. */
    private static int unused(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            if (port == 0) {
                throw new UncheckedIOException(taken);
            }
            return -1;
        }
    }

    String host() {
        return server.host();
    }

    int port() {
        return server.port();
    }

    String address() {
        return host() + ":" + port();
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    String info(String section) {
        return commands().info(section);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        server.close();
    }
}
