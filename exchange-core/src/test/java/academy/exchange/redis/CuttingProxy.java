package academy.exchange.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Stands between a client and Redis on the loopback and breaks the connection at a chosen moment: after Redis has carried
 * out a command, before its reply arrives.
 */
final class CuttingProxy implements AutoCloseable {

    private final int redisPort;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable List<String>> armed = new AtomicReference<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean awayAfterCut;
    private volatile boolean hangs;

    CuttingProxy(int redisPort) throws IOException {
        this.redisPort = redisPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("proxy-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The reply to the next command of this name never arrives: the connection is cut instead, once. */
    void cutReplyTo(String command) {
        arm(command);
    }

    /** The same for the next call of this script, by its checksum or with its text. */
    void cutReplyTo(RedisScript<?> script) {
        arm(script.getSha1(), script.getScriptAsString());
    }

    private void arm(String... anyOfThese) {
        armed.set(Stream.of(anyOfThese)
                .map(each -> "\r\n" + each.toUpperCase(Locale.ROOT) + "\r\n")
                .toList());
    }

    /** The same, and nothing gets through afterwards until {@link #comeBack}. */
    void cutReplyToAndStayAway(String command) {
        awayAfterCut = true;
        cutReplyTo(command);
    }

    /** Cuts every connection and refuses new ones. */
    void goAway() {
        away = true;
        links.forEach(Link::cut);
    }

    void comeBack() {
        awayAfterCut = false;
        away = false;
    }

    /** Keeps every connection and lets no reply through any more. */
    void hang() {
        hangs = true;
    }

    int cuts() {
        return cuts.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        links.forEach(Link::cut);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (away) {
                    client.close();
                    continue;
                }
                Socket redis = new Socket();
                redis.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort));
                Link link = new Link(client, redis);
                links.add(link);
                link.start();
            } catch (IOException e) {
                // The listener was closed, or one side went away: the loop condition decides.
            }
        }
    }

    private static void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Link {

        private final Socket client;
        private final Socket redis;
        private volatile boolean cutNextReply;

        Link(Socket client, Socket redis) {
            this.client = client;
            this.redis = redis;
        }

        void start() {
            CuttingProxy.start("proxy-up", () -> forward(client, redis, true));
            CuttingProxy.start("proxy-down", () -> forward(redis, client, false));
        }

        void cut() {
            links.remove(this);
            close(client);
            close(redis);
        }

        private void forward(Socket from, Socket to, boolean up) {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (up) {
                        watch(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                    } else if (cutNextReply) {
                        away |= awayAfterCut;
                        cuts.incrementAndGet();
                        break;
                    }
                    if (up || !hangs) {
                        out.write(buffer, 0, n);
                        out.flush();
                    }
                }
            } catch (IOException e) {
                // One side is gone; so shall be the other.
            } finally {
                cut();
            }
        }

        private void watch(String commands) {
            List<String> wanted = armed.get();
            if (wanted != null
                    && wanted.stream().anyMatch(commands.toUpperCase(Locale.ROOT)::contains)
                    && armed.compareAndSet(wanted, null)) {
                cutNextReply = true;
            }
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is all it can become.
            }
        }
    }
}
