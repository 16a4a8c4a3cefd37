package academy.exchange.benchmarks.compare;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.benchmarks.compare.Latencies.Percentiles;

/** A foreign client that pushes one message after the other, each when the last has arrived, and sees how long that takes. */
final class Arrivals {

    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PATIENCE_SECONDS = 10;

    private final RedisCommands<byte[], byte[]> foreign;
    private final List<byte[]> queues;
    private final IntFunction<byte[]> message;
    private final SynchronousQueue<Long> times = new SynchronousQueue<>();

    private Arrivals(RedisCommands<byte[], byte[]> foreign, List<byte[]> queues, IntFunction<byte[]> message) {
        this.foreign = foreign;
        this.queues = queues;
        this.message = message;
    }

    static Arrivals at(Bench bench, byte[] queue, byte[] message) {
        return anywhere(bench, List.of(queue), index -> message);
    }

    /**
     * On one of these queues each time, at random.
     *
     * @param message what goes there
     */
    static Arrivals anywhere(Bench bench, List<byte[]> queues, IntFunction<byte[]> message) {
        return new Arrivals(bench.connect().sync(), queues, message);
    }

    /** To be called by whoever got a message. */
    void arrived() throws InterruptedException {
        times.put(System.nanoTime());
    }

    Percentiles measure(int count) throws InterruptedException {
        Latencies latencies = new Latencies(count);
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(BETWEEN_NANOS);
            int index = ThreadLocalRandom.current().nextInt(queues.size());
            byte[] content = message.apply(index);
            long begun = System.nanoTime();
            long unused = foreign.rpush(queues.get(index), content);
            Long time = times.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (time == null) {
                throw new IllegalStateException("A message did not arrive within " + PATIENCE_SECONDS + " seconds");
            }
            latencies.add(time - begun);
        }
        return latencies.percentiles();
    }
}
