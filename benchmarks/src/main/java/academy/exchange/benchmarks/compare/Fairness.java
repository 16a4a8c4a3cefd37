package academy.exchange.benchmarks.compare;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.benchmarks.compare.Latencies.Percentiles;
import academy.exchange.mailbox.ContainerOptions;

/** Whether messages to others wait when one mailbox always has more than it can handle. */
final class Fairness implements Figure {

    private static final int MAILBOXES = 1_000;
    private static final int PER_SECOND = 1_000;
    private static final int OFFERED = 5_000;
    private static final int FLOOD = 20_000;
    private static final int BATCH = 1_000;
    private static final long FLOOD_TAG = 1;

    private static final Line LINE =
            Line.atMost("fairness-p99", "µs", 3, "the same mailboxes while no other is flooded");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        Receiver receiver = new Receiver();
        try (Mailboxes mailboxes = Mailboxes.start(
                bench.exchange(), Math.min(MAILBOXES, bench.mailboxes()), ContainerOptions.defaults(), receiver)) {
            List<byte[]> queues = mailboxes.queues();
            Load load = new Load(
                    bench.connect(),
                    queues.subList(1, queues.size()),
                    (queue, number) -> mailboxes.message(queue + 1, number));
            receiver.become(message -> {
                if (message.tag().getMostSignificantBits() != FLOOD_TAG) {
                    load.arrived(Mailboxes.number(message));
                }
            });
            int count = bench.scaled(OFFERED);
            List<List<Percentiles>> times = bench.rounds()
                    .interleave(
                            List.of(() -> flooded(bench, mailboxes, load, count), () -> load.offer(PER_SECOND, count)));
            return List.of(PercentileReadings.tail(LINE, times.get(0), times.get(1)));
        }
    }

    private static Percentiles flooded(Bench bench, Mailboxes mailboxes, Load load, int count) throws Exception {
        byte[] queue = mailboxes.queues().get(0);
        RedisCommands<byte[], byte[]> redis = bench.redisConnection().sync();
        byte[][] batch = new byte[BATCH][];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = mailboxes.message(0, new UUID(FLOOD_TAG, i));
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = Threads.daemon("flood", () -> {
            while (!over.get()) {
                if (redis.llen(queue) < FLOOD) {
                    long unused = redis.rpush(queue, batch);
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            return null;
        });
        try {
            return load.offer(PER_SECOND, count);
        } finally {
            over.set(true);
            flood.join();
            long unused = redis.del(queue);
        }
    }
}
