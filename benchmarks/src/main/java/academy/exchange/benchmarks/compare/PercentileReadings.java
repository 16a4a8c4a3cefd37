package academy.exchange.benchmarks.compare;

import java.util.List;

import academy.exchange.benchmarks.compare.Latencies.Percentiles;

/** Makes two readings of the same rounds. */
final class PercentileReadings {

    private PercentileReadings() {}

    static List<Reading> of(Line median, Line tail, List<Percentiles> ours, List<Percentiles> baseline) {
        return List.of(median(median, ours, baseline), tail(tail, ours, baseline));
    }

    static Reading median(Line line, List<Percentiles> ours, List<Percentiles> baseline) {
        return new Reading.Compared(
                line,
                Rounds.pairs(
                        ours.stream().map(Percentiles::p50).toList(),
                        baseline.stream().map(Percentiles::p50).toList()));
    }

    static Reading tail(Line line, List<Percentiles> ours, List<Percentiles> baseline) {
        return new Reading.Compared(
                line,
                Rounds.pairs(
                        ours.stream().map(Percentiles::p99).toList(),
                        baseline.stream().map(Percentiles::p99).toList()));
    }
}
