package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.RedisCommand;

/** What differs between one server and a cluster of them. */
interface Topology extends AutoCloseable {

    /** For commands that return at once; they are rejected while there is no connection. */
    RedisClusterAsyncCommands<String, byte[]> commands();

    /** Gives several of these at once, which costs less than one by one; as {@link #commands}. */
    void dispatch(List<? extends RedisCommand<String, byte[], ?>> commands);

    /** A connection of the caller's own, to block on and to close, to the server that holds this key. */
    Line open(String key);

    /** Makes a blocked command return at once, empty. Does not wait. */
    void unblock(Line line, long clientId);

    /** Is told of each failure, and sees to it that later commands find the right server. Does not wait. */
    void failed(Throwable failure);

    /** Whether all keys are on one server, so that one connection sees them all. */
    boolean isOneServer();

    /** Has this run whenever commands may go to another server than before. It must not block. */
    void whenReplaced(Runnable action);

    /** How often commands may have gone to another server, or to one whose replicas are unknown, than before. */
    long changes();

    /**
     * How many replicas have all that {@link #commands} wrote up to now, at most so long after now. Holds up later commands
     * until then.
     *
     * @param key is written, so that there is something to wait for
     * @param enough end the waiting early
     */
    CompletableFuture<Long> replicas(String key, int enough, Duration timeout);

    @Override
    void close();

    /**
     * A connection to one server.
     *
     * @param server that it was opened to
     */
    record Line(StatefulRedisConnection<String, byte[]> connection, RedisURI server) {}
}
