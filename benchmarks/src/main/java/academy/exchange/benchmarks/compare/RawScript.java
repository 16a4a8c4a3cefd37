package academy.exchange.benchmarks.compare;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * What a program without this library would send with to have the same guarantees, and not one command more.
 *
 * <p>The status must be looked at, or messages would go into mailboxes that ended or never were. A marker that is set only if
 * it is not there yet, and goes by itself, is the shortest way to recognise a retry: one command. Without a ticket nobody could
 * say which requests are open, so that they are answered once, also when the agent ends or dies; it holds the header, which
 * whoever answers needs. And the message has to be pushed. All of it must be one script, or it would not happen as one, and
 * take more round trips.
 */
final class RawScript {

    private static final String LEAST =
            """
            local status = redis.call('GET', KEYS[1])
            if status ~= 'ACTIVE' then return status and -1 or -2 end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('SET', KEYS[4], ARGV[3])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """;

    /** Retries arrive twice, and nobody knows who waits for an answer: less than the same. */
    private static final String BARE =
            """
            local status = redis.call('GET', KEYS[1])
            if status ~= 'ACTIVE' then return status and -1 or -2 end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """;

    private static final byte[] WINDOW = Traffic.bytes("60000");

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final String digest;
    private final boolean bare;

    private RawScript(StatefulRedisConnection<byte[], byte[]> connection, String text, boolean bare) {
        this.connection = connection;
        this.digest = connection.sync().scriptLoad(text);
        this.bare = bare;
    }

    static RawScript least(StatefulRedisConnection<byte[], byte[]> connection) {
        return new RawScript(connection, LEAST, false);
    }

    static RawScript bare(StatefulRedisConnection<byte[], byte[]> connection) {
        return new RawScript(connection, BARE, true);
    }

    RedisFuture<Long> call(RawSend send) {
        byte[][] keys = send.keys();
        return bare
                ? connection
                        .async()
                        .evalsha(digest, ScriptOutputType.INTEGER, new byte[][] {keys[0], keys[1]}, send.message())
                : connection
                        .async()
                        .evalsha(digest, ScriptOutputType.INTEGER, keys, send.message(), WINDOW, send.header());
    }

    StatefulRedisConnection<byte[], byte[]> connection() {
        return connection;
    }
}
