package academy.exchange.benchmarks.compare;

/** What one round gave: ours and, measured right after it, the baseline. */
record Pair(double ours, double baseline) {

    double ratio() {
        return ours / baseline;
    }
}
