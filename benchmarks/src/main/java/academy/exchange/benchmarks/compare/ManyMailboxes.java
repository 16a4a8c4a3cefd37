package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import academy.exchange.benchmarks.compare.Latencies.Percentiles;
import academy.exchange.mailbox.ContainerOptions;

/** Very many mailboxes in one process: what they cost while nothing comes, and how fast something arrives in one of them. */
final class ManyMailboxes implements Figure {

    private static final Line CONNECTIONS = Line.atMost("mailboxes-10k-connections", "connections", 8, "none");
    private static final Line THREADS = Line.atMost("mailboxes-10k-threads", "threads", 8, "none");
    private static final Line CPU = Line.atMost("mailboxes-10k-cpu", "% of a core", 5, "none");
    private static final Line HEAP = Line.atMost("mailboxes-10k-heap", "MB", 300, "none");
    private static final Line LATENCY =
            Line.atMost("mailboxes-10k-latency-p99", "µs", 10, "a loop of BLPOP on one key with Lettuce");
    private static final String HALF = "BLPOP on a connection for each of half as many, at half the rate";
    private static final Line LOAD_MEDIAN = Line.atMost("mailboxes-10k-load-p50", "µs", 4, HALF);
    private static final Line LOAD_TAIL = Line.atMost("mailboxes-10k-load-p99", "µs", 4, HALF);

    private static final List<Line> COSTS = List.of(CONNECTIONS, THREADS, CPU, HEAP);

    private static final int PER_SECOND = 10_000;
    private static final int OFFERED = 50_000;
    private static final int PUSHED = 2_000;
    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(20);

    @Override
    public List<Line> lines() {
        return List.of(CONNECTIONS, THREADS, CPU, HEAP, LATENCY, LOAD_MEDIAN, LOAD_TAIL);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        int count = bench.mailboxes();
        bench.remark("mailboxes-10k: " + count + " mailboxes");
        Receiver receiver = new Receiver();
        Footprint before = Footprint.now(bench);
        Stopwatch watch = new Stopwatch();
        try (Mailboxes mailboxes = Mailboxes.start(bench.exchange(), count, ContainerOptions.defaults(), receiver)) {
            bench.remark("mailboxes-10k: started in " + Table.number(watch.seconds()) + " s");
            List<Reading> readings = new ArrayList<>(attempt(COSTS, () -> costs(bench, before)));
            readings.addAll(attempt(List.of(LATENCY), () -> latency(bench, mailboxes, receiver)));
            readings.addAll(attempt(List.of(LOAD_MEDIAN, LOAD_TAIL), () -> load(bench, mailboxes, receiver)));
            return readings;
        }
    }

    /** One part that fails does not keep the others from being measured. */
    private static List<Reading> attempt(List<Line> lines, Callable<List<Reading>> part) {
        try {
            return part.call();
        } catch (Exception failure) {
            return lines.stream()
                    .map(line -> (Reading) Reading.Unmeasured.failed(line, failure))
                    .toList();
        }
    }

    private static List<Reading> costs(Bench bench, Footprint before) {
        Footprint.settle(SETTLING);
        double cpu = Footprint.cpuWhile(bench.options().quick() ? SETTLING : IDLE);
        Footprint after = Footprint.now(bench);
        bench.remark("mailboxes-10k: new threads are " + after.threadsSince(before));
        return List.of(
                new Reading.Counted(CONNECTIONS, List.of((double) after.connections() - before.connections())),
                new Reading.Counted(
                        THREADS, List.of((double) after.threadsSince(before).total())),
                new Reading.Counted(CPU, List.of(cpu)),
                new Reading.Counted(HEAP, List.of(after.heapMegabytes())));
    }

    private static List<Reading> latency(Bench bench, Mailboxes mailboxes, Receiver receiver) throws Exception {
        Arrivals ours = Arrivals.anywhere(bench, mailboxes.queues(), index -> mailboxes.message(index, 0));
        receiver.become(message -> ours.arrived());
        Arrivals raw = LatencyIdle.lettuce(bench);
        int count = bench.scaled(PUSHED);
        List<List<Percentiles>> times =
                bench.longRounds().interleave(List.of(() -> ours.measure(count), () -> raw.measure(count)));
        return List.of(PercentileReadings.tail(LATENCY, times.get(0), times.get(1)));
    }

    private static List<Reading> load(Bench bench, Mailboxes mailboxes, Receiver receiver) throws Exception {
        Load ours = new Load(bench.connect(), mailboxes.queues(), mailboxes::message);
        receiver.become(message -> ours.arrived(Mailboxes.number(message)));
        RawReaders readers =
                RawReaders.start(bench, Math.max(1, mailboxes.agents().size() / 2));
        Load raw = new Load(bench.connect(), readers.queues(), RawReaders::message);
        readers.tell(raw::arrived);
        int count = bench.scaled(OFFERED);
        List<List<Percentiles>> times = bench.longRounds()
                .interleave(List.of(() -> ours.offer(PER_SECOND, count), () -> raw.offer(PER_SECOND / 2, count / 2)));
        return PercentileReadings.of(LOAD_MEDIAN, LOAD_TAIL, times.get(0), times.get(1));
    }
}
