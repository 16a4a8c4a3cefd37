package academy.exchange.benchmarks.compare;

import java.util.Locale;

/** What a ratio, or a number that is compared with nothing, has to reach. */
sealed interface Target {

    boolean isReachedBy(double value);

    /** No less than this. */
    record AtLeast(double limit) implements Target {

        @Override
        public boolean isReachedBy(double value) {
            return value >= limit;
        }

        @Override
        public String toString() {
            return ">= " + number(limit);
        }
    }

    /** No more than this. */
    record AtMost(double limit) implements Target {

        @Override
        public boolean isReachedBy(double value) {
            return value <= limit;
        }

        @Override
        public String toString() {
            return "<= " + number(limit);
        }
    }

    double limit();

    private static String number(double limit) {
        return limit == Math.rint(limit)
                ? Long.toString(Math.round(limit))
                : String.format(Locale.ROOT, "%.2f", limit).replaceAll("0$", "");
    }
}
