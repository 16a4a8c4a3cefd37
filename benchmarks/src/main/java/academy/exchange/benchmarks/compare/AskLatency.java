package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.AgentHandle;
import academy.exchange.agent.AgentOptions;
import academy.exchange.benchmarks.compare.Latencies.Percentiles;
import academy.exchange.redis.RedisExchange;

/** How long an answer takes, one question at a time, beside two threads that push a text to and fro. */
final class AskLatency implements Figure {

    private static final int COUNT = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TEXT = "x".repeat(Traffic.PAYLOAD);
    private static final String BASELINE = "RPUSH and BLPOP there and back, two threads with a connection each";

    private static final Line MEDIAN = Line.atMost("ask-latency-p50", "µs", 1.4, BASELINE);
    private static final Line TAIL = Line.atMost("ask-latency-p99", "µs", 2, BASELINE);

    @Override
    public List<Line> lines() {
        return List.of(MEDIAN, TAIL);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        AgentHandle handle = exchange.getHandle(Echo.serve(bench, exchange, AgentOptions.defaults()));
        PingPong pingPong = PingPong.start(bench);
        int count = bench.scaled(COUNT);
        List<List<Percentiles>> times =
                bench.rounds().interleave(List.of(() -> ask(handle, count), () -> pingPong.play(count)));
        return PercentileReadings.of(MEDIAN, TAIL, times.get(0), times.get(1));
    }

    private static Percentiles ask(AgentHandle handle, int count) throws InterruptedException {
        Latencies latencies = new Latencies(count);
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            String answer = handle.call("echo", String.class, PATIENCE, TEXT);
            latencies.add(System.nanoTime() - begun);
            if (!TEXT.equals(answer)) {
                throw new IllegalStateException("The echo was " + answer);
            }
        }
        return latencies.percentiles();
    }

    private record PingPong(RedisCommands<byte[], byte[]> here) {

        private static final byte[] THERE = Traffic.bytes("there");
        private static final byte[] BACK = Traffic.bytes("back");

        /** The other side ends when its connection is closed. */
        static PingPong start(Bench bench) {
            RedisCommands<byte[], byte[]> there = bench.connect().sync();
            Threads.daemon("ping-pong", () -> {
                while (true) {
                    var ball = there.blpop(1, THERE);
                    if (ball != null) {
                        long unused = there.rpush(BACK, ball.getValue());
                    }
                }
            });
            return new PingPong(bench.connect().sync());
        }

        Percentiles play(int count) {
            byte[] ball = Traffic.bytes(TEXT);
            Latencies latencies = new Latencies(count);
            for (int i = 0; i < count; i++) {
                long begun = System.nanoTime();
                long unused = here.rpush(THERE, ball);
                if (here.blpop(PATIENCE.toSeconds(), BACK) == null) {
                    throw new IllegalStateException("The ball did not come back");
                }
                latencies.add(System.nanoTime() - begun);
            }
            return latencies.percentiles();
        }
    }
}
