package academy.exchange.benchmarks.compare;

import java.util.stream.DoubleStream;

/** Of several numbers the one in the middle, and how far the others lie from it. */
record Spread(double min, double median, double max) {

    /**
     * @throws IllegalArgumentException if there are none
     */
    static Spread of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("There are no numbers to find the median of");
        }
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }
}
