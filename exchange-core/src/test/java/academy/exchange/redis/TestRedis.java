package academy.exchange.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;

/**
 * The real Redis that a test talks to: the one that {@code EXCHANGE_TEST_REDIS=host:port} names, otherwise one server
 * for all tests of this JVM. Tests that change the server itself start one of their own with {@link #own}.
 */
final class TestRedis implements AutoCloseable {

    private final String host;
    private final int port;
    private final Optional<EmbeddedRedis> server;
    private final RedisClient client;
    private final StatefulRedisConnection<String, byte[]> connection;

    private TestRedis(String host, int port, Optional<EmbeddedRedis> server) {
        this.host = host;
        this.port = port;
        this.server = server;
        this.client = RedisClient.create(RedisURI.create(host, port));
        this.connection = client.connect(RedisConnections.CODEC);
    }

    static TestRedis shared() {
        return Shared.REDIS;
    }

    /** A server of the test's own, to be closed by it. */
    static TestRedis own(String... serverArguments) {
        EmbeddedRedis server = EmbeddedRedis.start(serverArguments);
        return new TestRedis(server.host(), server.port(), Optional.of(server));
    }

    static TestRedis at(String host, int port) {
        return new TestRedis(host, port, Optional.empty());
    }

    /** A port where nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Sends this signal, for example {@code KILL} or {@code STOP}, to the server of the test's own. */
    void signal(String name) throws IOException, InterruptedException {
        long pid = server.orElseThrow().pid();
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("kill -" + name + " " + pid + " ended with status " + status);
        }
    }

    /** What a foreign client sees and does. */
    RedisCommands<String, byte[]> commands() {
        return connection.sync();
    }

    LettuceConnectionFactory factory() {
        return factory(host, port);
    }

    static LettuceConnectionFactory factory(String host, int port) {
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port));
    }

    RedisExchangeBuilder exchange() {
        return RedisExchange.builder(factory(), codec());
    }

    JsonMessageCodec codec() {
        return JsonMessageCodec.create();
    }

    /** How often the server has carried out this command. */
    long calls(String command) {
        return calls().getOrDefault(command, 0L);
    }

    /** How often the server did what, since that was reset. */
    Map<String, Long> calls() {
        Map<String, Long> calls = new HashMap<>();
        commands()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .forEach(line -> calls.put(
                        line.substring("cmdstat_".length(), line.indexOf(':')),
                        Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')))));
        return calls;
    }

    void deleteKeys(String prefix) {
        ScanIterator.scan(commands(), ScanArgs.Builder.matches(prefix + "*").limit(1_000))
                .forEachRemaining(key -> commands().unlink(key));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
        server.ifPresent(EmbeddedRedis::close);
    }

    private static final class Shared {

        private static final TestRedis REDIS = start();

        private static TestRedis start() {
            String given = System.getenv("EXCHANGE_TEST_REDIS");
            if (given == null || given.isBlank()) {
                return own();
            }
            int colon = given.lastIndexOf(':');
            return at(given.substring(0, colon), Integer.parseInt(given.substring(colon + 1)));
        }
    }
}
