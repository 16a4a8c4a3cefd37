package academy.exchange.benchmarks.compare;

import java.util.List;

import academy.exchange.Message;
import academy.exchange.redis.RedisExchange;

/** One thread that sends a message and waits until it has arrived, before it sends the next. */
final class SendSync implements Figure {

    private static final int COUNT = 20_000;

    private static final Line LINE =
            Line.atLeast("send-sync", "messages/s", 0.85, "EVALSHA of the least script, from one thread");

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
                        () -> raw(bench, exchange, least, count),
                        () -> raw(bench, exchange, bare, count)));
        SendRemarks.bare(bench, LINE, rates.get(0), rates.get(2));
        return List.of(new Reading.Compared(LINE, Rounds.pairs(rates.get(0), rates.get(1))));
    }

    private static double ours(Bench bench, RedisExchange exchange, int count) {
        bench.flush();
        List<Message> messages = Traffic.on(exchange).messages(count);
        Stopwatch watch = new Stopwatch();
        messages.forEach(exchange::send);
        return watch.rate(count);
    }

    private static double raw(Bench bench, RedisExchange exchange, RawScript script, int count) throws Exception {
        bench.flush();
        List<RawSend> sends = Traffic.on(exchange).raw(count);
        Stopwatch watch = new Stopwatch();
        for (RawSend send : sends) {
            SendRemarks.require(script.call(send).get());
        }
        return watch.rate(count);
    }
}
