package academy.exchange.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/** What differs between one server and a cluster of them. */
interface Topology extends AutoCloseable {

    /** For commands that return at once; they are rejected while there is no connection. */
    RedisClusterAsyncCommands<String, byte[]> commands();

    /** A connection of the caller's own, to block on and to close, to the server that holds this key. */
    Line open(String key);

    /** Makes a blocked command return at once, empty. Does not wait. */
    void unblock(Line line, long clientId);

    /** Is told of each failure, and sees to it that later commands find the right server. Does not wait. */
    void failed(Throwable failure);

    @Override
    void close();

    /**
     * A connection to one server.
     *
     * @param server that it was opened to
     */
    record Line(StatefulRedisConnection<String, byte[]> connection, RedisURI server) {}
}
