package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

import academy.exchange.AgentId;
import academy.exchange.embedded.EmbeddedRedis;

import static org.awaitility.Awaitility.await;

/** A Redis that can be killed, ended and put to sleep, and comes back on the same port with what it has kept on disk. */
final class RedisServer implements Place, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Below the ports that systems give to clients, one of which could take the server's while it is down. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    /** Not a whole number of commands. */
    private static final int LITTLE = 3_333;

    /** What it keeps on disk. */
    enum Keeping {
        NOTHING("no"),
        /** Each change is on disk before it is confirmed. */
        EVERYTHING("yes");

        private final String appendOnly;

        Keeping(String appendOnly) {
            this.appendOnly = appendOnly;
        }
    }

    private final int port = freePort();
    private final Path directory = newDirectory();
    private final Keeping keeping;
    private final RedisClient client = RedisClient.create(RedisURI.create(Lab.HOST, port));
    private EmbeddedRedis server;
    private final StatefulRedisConnection<String, String> connection;

    private RedisServer(Keeping keeping) {
        this.keeping = keeping;
        this.server = launch();
        this.connection = client.connect();
    }

    static RedisServer start(Keeping keeping) {
        return new RedisServer(keeping);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public RedisConnectionFactory factory() {
        return new LettuceConnectionFactory(new RedisStandaloneConfiguration(Lab.HOST, port));
    }

    @Override
    public String queue(AgentId agent) {
        return "queue:" + agent.uid();
    }

    @Override
    public RedisCommands<String, String> commands(AgentId agent) {
        return commands();
    }

    /** A connection of the test's own, which comes back with the server. */
    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** {@code SIGKILL}: what is not on disk is gone. */
    void kill() {
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    /** {@code SIGTERM}, as at a restart by an administrator. */
    void terminate() {
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroy);
        awaitEnd();
    }

    /** Its disk is full as soon as it has written little more: it breaks off within a command, and ends. */
    void fillDisk() {
        Shell.run("prlimit --pid " + server.pid() + " --fsize=" + size(directory.resolve("appendonly.aof")));
        awaitEnd();
    }

    /** Starts it after its end, and waits until it answers. */
    void startAgain() {
        server = launch();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> "PONG"
                .equals(commands().ping()));
    }

    /** Answers nobody for so long. Returns at once. */
    void stall(Duration time) {
        CommandArgs<String, String> arguments =
                new CommandArgs<>(StringCodec.UTF8).add("SLEEP").add(time.toMillis() / 1_000.0);
        var unused = connection.async().dispatch(CommandType.DEBUG, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
        server.close();
        delete();
    }

    private EmbeddedRedis launch() {
        return EmbeddedRedis.start(
                "--port",
                Integer.toString(port),
                "--dir",
                directory.toString(),
                "--appendonly",
                keeping.appendOnly,
                "--appendfsync",
                "always");
    }

    private void awaitEnd() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> !server.isAlive());
        server.close();
    }

    private static long size(Path file) {
        try {
            return Files.size(file) + LITTLE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path newDirectory() {
        try {
            return Files.createTempDirectory("fault-redis-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        for (int tries = 0; tries < 100; tries++) {
            int port = FIRST_PORT + ThreadLocalRandom.current().nextInt(PORTS);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // By somebody else; the next one may be free.
            }
        }
        throw new IllegalStateException("None of 100 ports was free");
    }
}
