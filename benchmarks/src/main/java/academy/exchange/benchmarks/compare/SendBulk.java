package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import io.lettuce.core.api.StatefulRedisConnection;

import academy.exchange.Message;
import academy.exchange.redis.RedisExchange;

/** Many messages at once, as {@code sendAll} does, beside calls that leave without waiting for each other. */
final class SendBulk implements Figure {

    private static final int COUNT = 60_000;

    /** How many calls leave together: more make it no faster. */
    private static final int WINDOW = 1_000;

    private static final Line LINE =
            Line.atLeast("send-bulk", "messages/s", 0.8, "pipelined EVALSHA of the least script");

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
        exchange.sendAll(messages);
        return watch.rate(count);
    }

    private static double raw(Bench bench, RedisExchange exchange, RawScript script, int count) throws Exception {
        bench.flush();
        List<RawSend> sends = Traffic.on(exchange).raw(count);
        StatefulRedisConnection<byte[], byte[]> connection = script.connection();
        connection.setAutoFlushCommands(false);
        Stopwatch watch = new Stopwatch();
        for (int start = 0; start < count; start += WINDOW) {
            List<Future<Long>> window = new ArrayList<>(WINDOW);
            for (RawSend send : sends.subList(start, Math.min(count, start + WINDOW))) {
                window.add(script.call(send));
            }
            connection.flushCommands();
            for (Future<Long> sent : window) {
                SendRemarks.require(sent.get());
            }
        }
        double rate = watch.rate(count);
        connection.setAutoFlushCommands(true);
        return rate;
    }
}
