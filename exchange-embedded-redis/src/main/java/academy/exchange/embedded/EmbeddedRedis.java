package academy.exchange.embedded;

import java.util.List;

/**
 * A real Redis server, run as a child process on a free port of 127.0.0.1 with an empty data set that is not kept.
 *
 * <pre>{@code
 * try (EmbeddedRedis redis = EmbeddedRedis.start()) {
 *     connect(redis.host(), redis.port());
 * }
 * }</pre>
 *
 * <p>It is meant for development and tests: the server is the version that the library
 * {@code com.github.codemonstur:embedded-redis} bundles for the platform, has no password and trusts everybody on this
 * machine.
 *
 * <p>No server stays behind: {@link #close()} ends it, and so does the end of this JVM, also by {@code SIGKILL}. It ends
 * only after the JVM has, so that shutdown hooks still find it. On Linux a Ctrl-C in the terminal reaches this JVM only; on
 * macOS it ends the server at once, too.
 *
 * <p>There is none for Windows: the one that the library bundles is older than what the exchange needs.
 *
 * <p>All methods may be called by any thread.
 */
public final class EmbeddedRedis implements AutoCloseable {

    static final String HOST = "127.0.0.1";

    private final ServerProcess process;
    private final int port;

    EmbeddedRedis(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts a server and waits until it answers, at most 10 seconds for each of a few attempts; usually it takes less
     * than one.
     *
     * @throws EmbeddedRedisException if no server fits this platform or none can be started here, or if the thread is
     *     interrupted while it waits; its interrupt flag is set again
     */
    public static EmbeddedRedis start() {
        return start(new String[0]);
    }

    /**
     * Starts a server with further options and waits until it answers, at most 10 seconds for each of a few attempts.
     *
     * <p>The options win over those of {@link #start()}, except {@code --daemonize}: the server is always a child of this
     * process. With {@code --port} the server gets that port or does not start.
     * What comes before the first option is a configuration file, so that a Sentinel can be started, too:
     * {@code start("sentinel.conf", "--sentinel")}. A Sentinel writes into that file.
     *
     * @param serverArguments options as on the server's command line, such as {@code "--appendonly", "yes"}
     * @throws EmbeddedRedisException if no server fits this platform, if none can be started here or with these options, or
     *     if the thread is interrupted while it waits; its interrupt flag is set again
     * @throws IllegalArgumentException if {@code --port} is not followed by a number
     */
    public static EmbeddedRedis start(String... serverArguments) {
        ServerArguments arguments = new ServerArguments(List.of(serverArguments));
        return new ServerLauncher(ServerBinary.bundled(), arguments, PortSource::anyFree).launch();
    }

    /** The address the server listens on, {@code 127.0.0.1}. */
    public String host() {
        return HOST;
    }

    /** The port the server listens on. */
    public int port() {
        return port;
    }

    /** The address in the form that Redis clients take, {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://" + HOST + ":" + port;
    }

    /** The process id of the server itself. */
    public long pid() {
        return process.pid();
    }

    /** Whether the server is still running. Does not ask the server: one that hangs is alive. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Ends the server and deletes its directory. Returns when the server is gone, after 15 seconds at most; a server that
     * does not end when asked is killed after 5. Does nothing if the server has ended already. An interrupt does not
     * shorten the wait and stays set.
     */
    @Override
    public void close() {
        process.stop();
    }

    /** Names the server's address and process id. */
    @Override
    public String toString() {
        return "EmbeddedRedis[" + url() + ", pid " + pid() + "]";
    }
}
