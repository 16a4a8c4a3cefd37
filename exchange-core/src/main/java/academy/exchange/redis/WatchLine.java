package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;

/**
 * One connection on which Redis tracks what was read: it pushes a word when a key changes, once for each time that it was
 * read here. Nothing else is done on it; before Redis 7.2 a script would have all its keys tracked.
 *
 * <p>For any thread. Nothing blocks but the opening.
 */
final class WatchLine {

    private static final Logger log = LoggerFactory.getLogger(WatchLine.class);

    /** Redis does nothing else meanwhile. */
    private static final int MOST_AT_ONCE = 500;

    private final StatefulRedisConnection<String, byte[]> connection;
    private final QueueWatch watch;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean lost;

    /** This server does not push, or does not let us have it do so. */
    static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }

        RefusedException(RuntimeException cause) {
            super(cause);
        }
    }

    private WatchLine(StatefulRedisConnection<String, byte[]> connection, QueueWatch watch) {
        this.connection = connection;
        this.watch = watch;
    }

    /**
     * Opens it and has Redis track on it.
     *
     * @throws RefusedException if this server does not
     */
    static WatchLine open(Topology topology, String probe, QueueWatch watch) {
        if (!topology.isOneServer()) {
            throw new RefusedException("a cluster has no connection that sees all keys");
        }
        WatchLine line = new WatchLine(topology.open(probe).connection(), watch);
        try {
            line.begin(probe);
            return line;
        } catch (RedisCommandExecutionException e) {
            line.close();
            throw RedisFailure.of(e) == RedisFailure.REFUSED ? new RefusedException(e) : e;
        } catch (RuntimeException | Error e) {
            line.close();
            throw e;
        }
    }

    private void begin(String probe) {
        connection.addListener(this::pushed);
        connection.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                drop();
            }
        });
        greeted(connection.sync().dispatch(CommandType.HELLO, new ArrayOutput<>(RedisConnections.CODEC)));
        connection.sync().clientTracking(TrackingArgs.Builder.enabled());
        // What is allowed here is known now, and not when messages are waited for.
        long unused = connection.sync().exists(probe);
    }

    private static void greeted(List<Object> reply) {
        ServerGreeting server = ServerGreeting.of(reply);
        if (!server.isResp3()) {
            // Tracking would be accepted, and nothing told.
            throw new RefusedException("it does not speak RESP3, or was asked not to");
        }
        if (!server.isMaster()) {
            throw new RedisConnectionException("This server is no master");
        }
    }

    /**
     * Has Redis push when this key changes, and tells if there is something at it. What is asked for while the answer to such
     * a question is on its way makes up the next.
     */
    void arm(String key) {
        waiting.add(key);
        if (unanswered.getAndIncrement() == 0) {
            armNext();
        }
    }

    private void armNext() {
        try {
            List<String> keys = new ArrayList<>();
            for (String key = waiting.poll(); key != null; key = keys.size() < MOST_AT_ONCE ? waiting.poll() : null) {
                keys.add(key);
            }
            send(List.of(exists(keys, found -> afterAnswer(keys, found))));
        } catch (RuntimeException | OutOfMemoryError e) {
            // Or all others would wait for this one's answer.
            failed(e);
        }
    }

    private void afterAnswer(List<String> keys, long found) {
        try {
            armed(keys, found);
        } finally {
            if (unanswered.addAndGet(-keys.size()) > 0) {
                armNext();
            }
        }
    }

    /** How many there are does not say which. */
    private void armed(List<String> keys, long found) {
        if (found == keys.size()) {
            keys.forEach(watch::present);
        } else if (found > 0) {
            send(keys.stream()
                    .map(key -> exists(List.of(key), number -> {
                        if (number > 0) {
                            watch.present(key);
                        }
                    }))
                    .toList());
        }
    }

    private void send(List<? extends RedisCommand<String, byte[], ?>> commands) {
        try {
            var unused = connection.dispatch(commands);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private RedisCommand<String, byte[], Long> exists(List<String> keys, LongConsumer then) {
        CommandArgs<String, byte[]> arguments = new CommandArgs<>(RedisConnections.CODEC).addKeys(keys);
        AsyncCommand<String, byte[], Long> read = new AsyncCommand<>(
                new Command<>(CommandType.EXISTS, new IntegerOutput<>(RedisConnections.CODEC), arguments));
        var unused = read.whenComplete((found, failure) -> {
            if (failure != null) {
                failed(failure);
            } else {
                then.accept(found);
            }
        });
        return read;
    }

    /** Looks whether the server is there and a master still; a demoted one might never tell. */
    void check() {
        AsyncCommand<String, byte[], List<Object>> hello =
                new AsyncCommand<>(new Command<>(CommandType.HELLO, new ArrayOutput<>(RedisConnections.CODEC)));
        var unused = hello.thenAccept(WatchLine::greeted).exceptionally(failure -> {
            failed(failure);
            return null;
        });
        send(List.of(hello));
    }

    private void failed(Throwable failure) {
        if (!lost) {
            log.debug("A connection on which Redis tells of messages is replaced", failure);
        }
        drop();
    }

    private void drop() {
        lost = true;
        watch.lost(this);
    }

    boolean isLost() {
        return lost;
    }

    /** A connection that is closed tells that it is lost, by which this is called again. */
    void close() {
        lost = true;
        if (closed.compareAndSet(false, true)) {
            var unused = connection.closeAsync();
        }
    }

    private void pushed(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        Object keys = message.getContent(StringCodec.UTF8::decodeKey).get(1);
        if (keys instanceof List<?> changed) {
            changed.forEach(key -> watch.changed(String.valueOf(key)));
        } else {
            // All of them went at once.
            watch.tellAll();
        }
    }
}
