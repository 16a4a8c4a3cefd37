package academy.exchange.benchmarks.compare;

import java.io.IOException;
import java.util.List;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.Message;
import academy.exchange.benchmarks.compare.Latencies.Percentiles;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.redis.RedisExchange;

/** How long it takes from the push by a foreign client until the handler has the message, with nothing else going on. */
final class LatencyIdle implements Figure {

    private static final int COUNT = 2_000;

    private static final Line LETTUCE =
            Line.atMost("latency-idle-vs-lettuce", "µs", 1.5, "a loop of BLPOP with Lettuce");
    private static final Line SOCKET = Line.atMost("latency-idle-vs-socket", "µs", 2.5, "a loop of BLPOP on a socket");

    @Override
    public List<Line> lines() {
        return List.of(LETTUCE, SOCKET);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        int count = bench.scaled(COUNT);
        Arrivals ours = ours(bench);
        Arrivals lettuce = lettuce(bench);
        Arrivals socket = socket(bench);
        List<List<Percentiles>> times = bench.rounds()
                .interleave(
                        List.of(() -> ours.measure(count), () -> lettuce.measure(count), () -> socket.measure(count)));
        return List.of(
                PercentileReadings.median(LETTUCE, times.get(0), times.get(1)),
                PercentileReadings.median(SOCKET, times.get(0), times.get(2)));
    }

    private static Arrivals ours(Bench bench) {
        RedisExchange exchange = bench.exchange();
        Traffic traffic = Traffic.on(exchange);
        Arrivals arrivals =
                Arrivals.at(bench, traffic.queue(), traffic.raw(1).get(0).message());
        MailboxContainer container = new MailboxContainer(
                "idle",
                () -> exchange.getMailbox(traffic.agent()),
                (Message message) -> arrivals.arrived(),
                ContainerOptions.defaults());
        container.start();
        bench.closing(container::stop);
        return arrivals;
    }

    /** What {@link Arrivals} says of a loop that pops from one key, and decodes nothing. */
    static Arrivals lettuce(Bench bench) {
        byte[] queue = Traffic.bytes("lettuce");
        RedisCommands<byte[], byte[]> reader = bench.connect().sync();
        Arrivals arrivals = Arrivals.at(bench, queue, Traffic.bytes(AskThroughput.TEXT));
        Threads.daemon("latency-lettuce", () -> {
            while (true) {
                if (reader.blpop(1, queue) != null) {
                    arrivals.arrived();
                }
            }
        });
        return arrivals;
    }

    private static Arrivals socket(Bench bench) throws IOException {
        byte[] queue = Traffic.bytes("socket");
        RawSocket reader = bench.closing(
                RawSocket.connect(bench.redis().host(), bench.redis().port()));
        Arrivals arrivals = Arrivals.at(bench, queue, Traffic.bytes(AskThroughput.TEXT));
        Threads.daemon("latency-socket", () -> {
            while (true) {
                if (reader.blpop(queue).length > 0) {
                    arrivals.arrived();
                }
            }
        });
        return arrivals;
    }
}
