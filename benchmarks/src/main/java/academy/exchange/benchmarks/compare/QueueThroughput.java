package academy.exchange.benchmarks.compare;

import java.util.List;

import academy.exchange.DeliveryOptions;
import academy.exchange.Message;
import academy.exchange.benchmarks.compare.Consumption.Progress;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.redis.RedisExchange;

/**
 * How many messages a second go through a queue that is filled and emptied at the same time, in the fastest way that each
 * project's documentation shows: one that can send many at once does.
 */
final class QueueThroughput implements Figure {

    private static final int COUNT = 40_000;

    private static final Line LINE = Line.atLeast(
            "queue-throughput", "messages/s", 2, "the best of Redisson, rqueue's way, Spring Integration and Python");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        int count = bench.scaled(COUNT);
        int fewer = Math.max(count / 4, 1_000);
        RedisExchange exchange = bench.exchange();
        return List.of(new Contest(bench, LINE, () -> ours(exchange, count))
                .against("Redisson's RBlockingQueue", () -> RedissonRival.open(bench)
                        .queueing(fewer))
                .against("rqueue's way", () -> PollingRival.open(bench).queueing(fewer))
                .against("the queue endpoint of Spring Integration", () -> IntegrationRival.open(bench)
                        .queueing(fewer))
                .against("the Python package", () -> PythonRival.open(bench).queueing(Math.max(fewer / 20, 250)))
                .run());
    }

    private static double ours(RedisExchange exchange, int count) throws Exception {
        Traffic traffic = Traffic.on(exchange);
        List<Message> messages = traffic.messages(count);
        Progress progress = new Progress(count);
        MailboxContainer container = Consumption.container(exchange, traffic, DeliveryOptions.atMostOnce(), progress);
        container.start();
        try {
            return rate(count, () -> exchange.sendAll(messages), () -> {
                double unused = progress.rate();
            });
        } finally {
            container.stop();
        }
    }

    /** One side of it. */
    @FunctionalInterface
    interface Part {

        void run() throws Exception;
    }

    static double rate(int count, Part sending, Part taking) throws Exception {
        Stopwatch watch = new Stopwatch();
        Crew.each(2, part -> (part == 0 ? sending : taking).run());
        return watch.rate(count);
    }
}
