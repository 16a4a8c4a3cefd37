package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import academy.exchange.Message;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.redis.RedisExchange;

/** Whether the heap grows with what waits in Redis, while a container takes messages ahead of a handler that is at work. */
final class MemoryPerMessage implements Figure {

    private static final int MANY = 100_000;
    private static final int FEW = 10_000;
    private static final int AHEAD = 1_000;
    private static final int SIZE = 2_000;
    private static final Duration SETTLING = Duration.ofMillis(300);

    private static final Line LINE =
            Line.atMost("memory-per-message", "MB", 1.2, "the same while a tenth as many messages wait");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        List<Pair> sizes = bench.longRounds()
                .compare(
                        () -> heap(bench, exchange, bench.scaled(MANY)),
                        () -> heap(bench, exchange, bench.scaled(FEW)));
        return List.of(new Reading.Compared(LINE, sizes));
    }

    /** What the container adds to the heap, in megabytes. */
    private static double heap(Bench bench, RedisExchange exchange, int waiting) throws Exception {
        bench.flush();
        Traffic traffic = Traffic.on(exchange, SIZE);
        Consumption.fill(bench, traffic, waiting);
        Footprint.settle(SETTLING);
        double before = Footprint.heap();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        MailboxContainer container = new MailboxContainer(
                "memory",
                () -> exchange.getMailbox(traffic.agent()),
                (Message message) -> {
                    begun.countDown();
                    over.await();
                },
                ContainerOptions.defaults().withPrefetch(AHEAD));
        container.start();
        try {
            if (!begun.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("No message was taken");
            }
            Footprint.settle(SETTLING);
            return (Footprint.heap() - before) / 1e6;
        } finally {
            byte[] queue = traffic.queue();
            long unused = bench.redisConnection().sync().del(queue);
            over.countDown();
            container.stop();
        }
    }
}
