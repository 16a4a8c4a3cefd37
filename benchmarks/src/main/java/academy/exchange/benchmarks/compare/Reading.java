package academy.exchange.benchmarks.compare;

import java.util.List;

/** What became of a line. */
sealed interface Reading {

    Line line();

    /** In one word, whether it is as it should be. */
    String verdict();

    /**
     * Measured beside a baseline.
     *
     * @param rounds at least one
     */
    record Compared(Line line, List<Pair> rounds) implements Reading {

        public Compared {
            rounds = List.copyOf(rounds);
        }

        Spread ours() {
            return Spread.of(rounds.stream().mapToDouble(Pair::ours));
        }

        Spread baseline() {
            return Spread.of(rounds.stream().mapToDouble(Pair::baseline));
        }

        /** Of the ratios of the rounds: what disturbs a round disturbs both of its sides. */
        Spread ratio() {
            return Spread.of(rounds.stream().mapToDouble(Pair::ratio));
        }

        @Override
        public String verdict() {
            return line.target().isReachedBy(ratio().median()) ? "ok" : "short";
        }
    }

    /**
     * Measured by itself.
     *
     * @param rounds at least one
     */
    record Counted(Line line, List<Double> rounds) implements Reading {

        public Counted {
            rounds = List.copyOf(rounds);
        }

        Spread ours() {
            return Spread.of(rounds.stream().mapToDouble(Double::doubleValue));
        }

        @Override
        public String verdict() {
            return line.target().isReachedBy(ours().median()) ? "ok" : "short";
        }
    }

    /**
     * Not measured.
     *
     * @param verdict {@code failed} or {@code missing}
     * @param reason why
     */
    record Unmeasured(Line line, String verdict, String reason) implements Reading {

        private static final int LONGEST = 200;

        static Unmeasured failed(Line line, Throwable failure) {
            return new Unmeasured(
                    line, "failed", shortened(String.valueOf(failure).replaceAll("\\s+", " ")));
        }

        private static String shortened(String text) {
            return text.substring(0, Math.min(LONGEST, text.length()));
        }

        static Unmeasured missing(Line line, String reason) {
            return new Unmeasured(line, "missing", reason);
        }
    }
}
