package academy.exchange.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/** A network between a client and Redis, on the loopback, that fails as networks do. */
final class NetworkProxy implements AutoCloseable {

    private static final int PACKET = 16 * 1024;

    /** How it is doing. */
    private enum Weather {
        FINE,
        /** Every connection is cut, and new ones too. */
        CUT,
        /** Connections stay and can be opened, and nothing comes through. */
        BLACK_HOLE
    }

    private final int redisPort;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable String> marked = new AtomicReference<>();
    private final AtomicInteger dropped = new AtomicInteger();
    private volatile Weather weather = Weather.FINE;
    private volatile Duration delay = Duration.ZERO;

    NetworkProxy(int redisPort) {
        this.redisPort = redisPort;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("network-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections; new ones can be opened. */
    void cutOnce() {
        links.forEach(Link::cut);
    }

    /** Cuts all connections, and new ones, until {@link #mend}. */
    void cut() {
        weather = Weather.CUT;
        cutOnce();
    }

    /** Swallows whatever is sent, either way, until {@link #mend}. */
    void blackHole() {
        weather = Weather.BLACK_HOLE;
    }

    /** Each packet takes so much longer, either way. */
    void slow(Duration each) {
        delay = each;
    }

    /** The reply to the next command that contains this text never arrives, though Redis carries it out: a cut instead. */
    void dropReplyTo(String text) {
        marked.set(text.toUpperCase(Locale.ROOT));
    }

    /** How many replies were dropped. */
    int dropped() {
        return dropped.get();
    }

    /** All is well again; what was swallowed stays so, since connections that lost something are cut. */
    void mend() {
        boolean lossy = weather == Weather.BLACK_HOLE;
        weather = Weather.FINE;
        delay = Duration.ZERO;
        if (lossy) {
            cutOnce();
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cutOnce();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (weather == Weather.CUT) {
                    client.close();
                } else {
                    new Link(client, new Socket(InetAddress.getLoopbackAddress(), redisPort)).begin();
                }
            } catch (IOException e) {
                // The listener was closed, or Redis is not there: the loop condition decides.
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
        private volatile boolean dropsReply;

        Link(Socket client, Socket redis) {
            this.client = client;
            this.redis = redis;
        }

        void begin() throws SocketException {
            // Or two small commands in a row take 40 ms, which is not the fault to be tested.
            client.setTcpNoDelay(true);
            redis.setTcpNoDelay(true);
            links.add(this);
            NetworkProxy.start("network-up", () -> forward(client, redis, true));
            NetworkProxy.start("network-down", () -> forward(redis, client, false));
        }

        void cut() {
            links.remove(this);
            close(client);
            close(redis);
        }

        private void forward(Socket from, Socket to, boolean up) {
            byte[] packet = new byte[PACKET];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int length = in.read(packet);
                while (length >= 0 && (up || !dropsReply)) {
                    if (up) {
                        look(new String(packet, 0, length, StandardCharsets.ISO_8859_1));
                    }
                    LockSupport.parkNanos(delay.toNanos());
                    if (weather == Weather.FINE) {
                        out.write(packet, 0, length);
                    }
                    length = in.read(packet);
                }
                if (!up && dropsReply) {
                    dropped.incrementAndGet();
                }
            } catch (IOException e) {
                // One side is gone; so shall be the other.
            } finally {
                cut();
            }
        }

        private void look(String request) {
            String wanted = marked.get();
            if (wanted != null
                    && request.toUpperCase(Locale.ROOT).contains(wanted)
                    && marked.compareAndSet(wanted, null)) {
                dropsReply = true;
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
