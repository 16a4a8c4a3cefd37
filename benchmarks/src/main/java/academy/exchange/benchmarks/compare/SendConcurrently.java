package academy.exchange.benchmarks.compare;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import academy.exchange.Message;
import academy.exchange.redis.RedisExchange;

/**
 * Sixteen threads, each of which waits until its message has arrived, beside a program without threads that always has
 * sixteen calls on their way.
 */
final class SendConcurrently implements Figure {

    private static final int COUNT = 60_000;
    private static final int THREADS = 16;

    private static final Line LINE = Line.atLeast(
            "send-16-threads", "messages/s", 0.7, "asynchronous EVALSHA of the least script, 16 on their way");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        RawScript least = RawScript.least(bench.connect());
        RawScript bare = RawScript.bare(bench.connect());
        int count = bench.scaled(COUNT);
        List<List<Double>> rates = bench.rounds()
                .interleave(List.of(
                        () -> ours(bench, exchange, count),
                        () -> asynchronously(bench, exchange, least, count),
                        () -> asynchronously(bench, exchange, bare, count),
                        () -> threads(bench, exchange, least, count)));
        SendRemarks.bare(bench, LINE, rates.get(0), rates.get(2));
        SendRemarks.remark(
                bench, LINE, "16 threads that share a connection for the least script", rates.get(0), rates.get(3));
        return List.of(new Reading.Compared(LINE, Rounds.pairs(rates.get(0), rates.get(1))));
    }

    private static double ours(Bench bench, RedisExchange exchange, int count) throws Exception {
        bench.flush();
        List<Message> messages = Traffic.on(exchange).messages(count);
        Stopwatch watch = new Stopwatch();
        Crew.share(THREADS, count, i -> exchange.send(messages.get(i)));
        return watch.rate(count);
    }

    private static double threads(Bench bench, RedisExchange exchange, RawScript script, int count) throws Exception {
        bench.flush();
        List<RawSend> sends = Traffic.on(exchange).raw(count);
        Stopwatch watch = new Stopwatch();
        Crew.share(
                THREADS,
                count,
                i -> SendRemarks.require(script.call(sends.get(i)).get()));
        return watch.rate(count);
    }

    private static double asynchronously(Bench bench, RedisExchange exchange, RawScript script, int count)
            throws Exception {
        bench.flush();
        Chain chain = new Chain(script, Traffic.on(exchange).raw(count));
        Stopwatch watch = new Stopwatch();
        for (int i = 0; i < THREADS; i++) {
            chain.next();
        }
        chain.done.await();
        return watch.rate(count);
    }

    /** Each call that ends begins another. */
    private static final class Chain {

        private final RawScript script;
        private final List<RawSend> sends;
        private final AtomicInteger begun = new AtomicInteger();
        private final CountDownLatch done;

        Chain(RawScript script, List<RawSend> sends) {
            this.script = script;
            this.sends = sends;
            this.done = new CountDownLatch(sends.size());
        }

        void next() {
            int index = begun.getAndIncrement();
            if (index < sends.size()) {
                var unused = script.call(sends.get(index)).thenAccept(outcome -> {
                    SendRemarks.require(outcome);
                    done.countDown();
                    next();
                });
            }
        }
    }
}
