package academy.exchange.benchmarks.compare;

/** Measures how long it takes. */
final class Stopwatch {

    private final long begun = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** How many a second, if so many took until now. */
    double rate(int count) {
        return count / seconds();
    }
}
