package academy.exchange.benchmarks.compare;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * What rqueue does, whose newest release is for Spring Boot 3 and cannot be used beside this library's: a message is pushed to
 * a list, a script moves up to ten at a time to a sorted set by the end of their lease, and each is taken out there when it
 * was handled. When the list is empty it waits 200 ms. What else rqueue keeps of each message is left out.
 */
final class PollingRival {

    private static final String TAKE =
            """
            local items = redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1)
            for _, item in ipairs(items) do
              redis.call('ZADD', KEYS[2], ARGV[2], item)
              redis.call('LPOP', KEYS[1])
            end
            return items
            """;

    private static final byte[] QUEUE = Traffic.bytes("polling-queue");
    private static final byte[] HELD = Traffic.bytes("polling-held");
    private static final byte[] BATCH = Traffic.bytes("10");
    private static final byte[] LEASE = Traffic.bytes("1900000000000");
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int SENDERS = 4;

    private final StatefulRedisConnection<byte[], byte[]> sending;
    private final StatefulRedisConnection<byte[], byte[]> taking;
    private final String digest;

    private PollingRival(Bench bench) {
        this.sending = bench.connect();
        this.taking = bench.connect();
        this.digest = taking.sync().scriptLoad(TAKE);
    }

    static PollingRival open(Bench bench) {
        return new PollingRival(bench);
    }

    Rounds.Side<Double> queueing(int count) {
        return () -> QueueThroughput.rate(
                count,
                () -> Crew.share(SENDERS, count, i -> {
                    // Its messages have ids, and the set would join two that are alike.
                    long unused = sending.sync().rpush(QUEUE, Traffic.bytes(i + AskThroughput.TEXT));
                }),
                () -> take(count));
    }

    private void take(int count) {
        int taken = 0;
        while (taken < count) {
            List<byte[]> items =
                    taking.sync().evalsha(digest, ScriptOutputType.MULTI, new byte[][] {QUEUE, HELD}, BATCH, LEASE);
            if (items.isEmpty()) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            for (byte[] item : items) {
                if (new String(item, StandardCharsets.UTF_8).isEmpty()) {
                    throw new IllegalStateException("This is no message");
                }
                long unused = taking.sync().zrem(HELD, item);
            }
            taken += items.size();
        }
    }
}
