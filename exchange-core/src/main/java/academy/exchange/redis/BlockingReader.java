package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;

/**
 * The connection of one mailbox reader, on which it may block. It is never shared, since other commands would queue
 * behind a blocking one, and it is dropped after any error: Redis would give the next message to a pop whose caller has
 * given up, and that message would be lost.
 *
 * <p>For one thread at a time, but for {@link #unblock}, which any thread may call.
 */
final class BlockingReader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BlockingReader.class);

    /** What an end takes at worst if Redis does not let us call a blocked pop back. */
    private static final Duration SLICE = Duration.ofSeconds(1);

    private static final long UNKNOWN_CLIENT = -1;

    private static final long SHORTEST_POP_MILLIS = 2;

    /** How often a blocked pop is asked to come back; the first call may overtake the pop on its way to Redis. */
    private static final long UNBLOCK_EVERY_MILLIS = 20;

    private final Topology topology;
    private final Duration replyMargin;
    private volatile @Nullable Line line;

    private record Line(Topology.Line own, long clientId) {
        RedisAsyncCommands<String, byte[]> commands() {
            return own.connection().async();
        }
    }

    /**
     * @param replyMargin how much longer than the blocking itself a reply may take before the connection counts as dead
     */
    BlockingReader(Topology topology, Duration replyMargin) {
        this.topology = topology;
        this.replyMargin = replyMargin;
    }

    /** The longest time to block: well below the time limit for commands, which would drop the connection. */
    Duration longestPop() {
        Duration half = replyMargin.dividedBy(2);
        return half.compareTo(SLICE) < 0 ? half : SLICE;
    }

    /**
     * Runs a script on this connection, so that it sees Redis in the same order as the pops.
     *
     * @return its list of items; a number it returns instead is the only item
     */
    List<Object> evaluate(RedisScript<?> script, String[] keys, byte[]... arguments) {
        RedisAsyncCommands<String, byte[]> commands = line(keys[0]).commands();
        try {
            return await(commands.evalsha(script.getSha1(), ScriptOutputType.MULTI, keys, arguments));
        } catch (RedisNoScriptException unknownScript) {
            return await(commands.eval(script.getScriptAsString(), ScriptOutputType.MULTI, keys, arguments));
        }
    }

    /**
     * Takes the first item, waiting for it at most this long; null if none came. An interrupt ends the waiting and leaves
     * the thread's flag set; the item that Redis may have given at that moment is returned all the same.
     */
    byte @Nullable [] pop(String key, Duration timeout) {
        RedisFuture<KeyValue<String, byte[]>> reply = line(key).commands().blpop(seconds(timeout), key);
        try {
            return value(blocked(reply, timeout));
        } catch (ExecutionException | TimeoutException e) {
            throw broken(e);
        }
    }

    /**
     * Waits until there is a first item, at most this long, and changes nothing: the item is moved to where it lies. An
     * interrupt ends the waiting and leaves the thread's flag set.
     *
     * @return whether there is one
     * @throws RedisCommandExecutionException if Redis refuses, for example since it is full; the connection stays
     */
    boolean peek(String key, Duration timeout) {
        RedisFuture<byte[]> reply =
                line(key).commands().blmove(key, key, LMoveArgs.Builder.leftLeft(), seconds(timeout));
        try {
            return blocked(reply, timeout) != null;
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof RedisCommandExecutionException refusal) {
                throw refusal;
            }
            throw broken(e);
        }
    }

    /** Redis takes zero for "without limit", and Redis 6.2 rounds one millisecond down to that. */
    private static double seconds(Duration timeout) {
        return Math.max(timeout.toMillis(), SHORTEST_POP_MILLIS) / 1000.0;
    }

    private <T> @Nullable T blocked(RedisFuture<T> reply, Duration timeout)
            throws ExecutionException, TimeoutException {
        try {
            return reply.get(timeout.plus(replyMargin).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            T item = callBack(reply, timeout);
            Thread.currentThread().interrupt();
            return item;
        }
    }

    /** Makes a blocked pop return at once, empty. Does nothing if none is blocked or Redis does not allow it. */
    void unblock() {
        Line current = line;
        if (current != null && current.clientId() != UNKNOWN_CLIENT) {
            topology.unblock(current.own(), current.clientId());
        }
    }

    /** Drops the connection; the next use opens another. */
    @Override
    public void close() {
        Line current = line;
        line = null;
        if (current != null) {
            var unused = current.own().connection().closeAsync();
        }
    }

    /** Waits for the pop of an interrupted thread, which Redis may already have given a message. */
    private <T> @Nullable T callBack(RedisFuture<T> reply, Duration timeout) {
        long deadline = System.nanoTime() + timeout.plus(replyMargin).toNanos();
        boolean pending = true;
        while (pending && System.nanoTime() < deadline) {
            unblock();
            try {
                return reply.get(UNBLOCK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | InterruptedException e) {
                pending = true;
            } catch (ExecutionException e) {
                pending = false;
            }
        }
        close();
        return null;
    }

    private List<Object> await(RedisFuture<List<Object>> reply) {
        try {
            return Reply.await(reply, replyMargin);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisNoScriptException unknownScript ? unknownScript : broken(e);
        } catch (TimeoutException e) {
            throw broken(e);
        }
    }

    private RuntimeException broken(Exception failure) {
        close();
        topology.failed(failure);
        Throwable cause = failure.getCause();
        if (cause instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new RedisCommandTimeoutException("Redis did not reply in time");
    }

    private Line line(String key) {
        Line current = line;
        if (current == null) {
            Topology.Line own = topology.open(key);
            current = new Line(own, clientId(own.connection()));
            line = current;
        }
        return current;
    }

    private static long clientId(StatefulRedisConnection<String, byte[]> connection) {
        try {
            return connection.sync().clientId();
        } catch (RuntimeException e) {
            log.debug("Without CLIENT ID a blocked read cannot be called back and ends by its time limit", e);
            return UNKNOWN_CLIENT;
        }
    }

    private static byte @Nullable [] value(@Nullable KeyValue<String, byte[]> item) {
        return item == null || !item.hasValue() ? null : item.getValue();
    }
}
