package academy.exchange.benchmarks.compare;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

/** Raw programs for many mailboxes: each has a connection of its own, on which a BLPOP always waits. */
final class RawReaders {

    private static final int SIZE = 900;
    private static final int BLOCK_SECONDS = 10;

    private final List<StatefulRedisConnection<byte[], byte[]>> connections;
    private volatile LongConsumer handler = number -> {};

    private RawReaders(List<StatefulRedisConnection<byte[], byte[]>> connections) {
        this.connections = connections;
    }

    /** Starts so many, closed with the bench. */
    static RawReaders start(Bench bench, int count) {
        List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> opening = new ArrayList<>();
        RedisURI uri = RedisURI.create(bench.redis().host(), bench.redis().port());
        for (int i = 0; i < count; i++) {
            opening.add(
                    bench.client().connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture());
        }
        RawReaders readers = new RawReaders(opening.stream()
                .map(CompletableFuture::join)
                .map(bench::closing)
                .toList());
        for (int i = 0; i < count; i++) {
            readers.next(i);
        }
        return readers;
    }

    private void next(int index) {
        var unused = connections
                .get(index)
                .async()
                .blpop(BLOCK_SECONDS, queue(index))
                .whenComplete((popped, failure) -> {
                    if (failure == null) {
                        if (popped != null) {
                            handler.accept(ByteBuffer.wrap(popped.getValue()).getLong());
                        }
                        next(index);
                    }
                });
    }

    /** Who is told the number of each message. */
    void tell(LongConsumer listener) {
        handler = listener;
    }

    List<byte[]> queues() {
        List<byte[]> queues = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            queues.add(queue(i));
        }
        return queues;
    }

    private static byte[] queue(int index) {
        return Traffic.bytes("raw-" + index);
    }

    /** As long as one of ours, and the same for each. */
    static byte[] message(int queue, long number) {
        return ByteBuffer.allocate(SIZE).putLong(number).array();
    }
}
