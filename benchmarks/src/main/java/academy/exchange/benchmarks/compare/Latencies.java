package academy.exchange.benchmarks.compare;

import java.util.Arrays;

/** Collects how long each of many things took. For one thread, or several that take different places. */
final class Latencies {

    private final long[] nanos;
    private int next;

    Latencies(int count) {
        this.nanos = new long[count];
    }

    void add(long time) {
        nanos[next++] = time;
    }

    void set(int place, long time) {
        nanos[place] = time;
    }

    /** In microseconds. */
    Percentiles percentiles() {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.50), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
    }

    record Percentiles(double p50, double p99) {}
}
