package academy.exchange.benchmarks.compare;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.api.StatefulRedisConnection;

import academy.exchange.benchmarks.compare.Latencies.Percentiles;

/**
 * Messages that are offered at a steady rate, whatever becomes of them. How long one takes counts from when it was due, so that
 * a delay of one is one of all behind it.
 */
final class Load {

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PATIENCE_SECONDS = 60;

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final List<byte[]> queues;
    private final Content message;
    private final SplittableRandom random = new SplittableRandom(1);
    private volatile Run run = new Run(0, 0);

    /**
     * @param queues each message goes to one of them, at random
     * @param message what goes there
     */
    Load(StatefulRedisConnection<byte[], byte[]> connection, List<byte[]> queues, Content message) {
        this.connection = connection;
        this.queues = queues;
        this.message = message;
    }

    /** What is pushed. */
    @FunctionalInterface
    interface Content {

        /** The message with this number, for the queue at this place. */
        byte[] of(int queue, long number);
    }

    /** What is known of the messages of one run. */
    private static final class Run {

        private final Latencies latencies;
        private final CountDownLatch under;
        private final long begun = System.nanoTime();
        private final double period;

        Run(int count, double period) {
            this.latencies = new Latencies(count);
            this.under = new CountDownLatch(count);
            this.period = period;
        }

        long due(long number) {
            return begun + (long) (number * period);
        }
    }

    /** To be called by whoever got the message with this number. */
    void arrived(long number) {
        Run current = run;
        current.latencies.set((int) number, System.nanoTime() - current.due(number));
        current.under.countDown();
    }

    Percentiles offer(int perSecond, int count) throws InterruptedException {
        Run current = new Run(count, 1e9 / perSecond);
        run = current;
        int next = 0;
        while (next < count) {
            long now = System.nanoTime();
            while (next < count && current.due(next) <= now) {
                int queue = random.nextInt(queues.size());
                var unused = connection.async().rpush(queues.get(queue), message.of(queue, next));
                next++;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
        if (!current.under.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    current.under.getCount() + " of " + count + " messages did not arrive in time");
        }
        return current.latencies.percentiles();
    }
}
