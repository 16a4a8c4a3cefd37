package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ours against several others, of which the best counts. One that cannot begin is left out and mentioned.
 */
final class Contest {

    private static final int LONGEST = 200;

    private final Bench bench;
    private final Line line;
    private final List<Rounds.Side<Double>> sides = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    Contest(Bench bench, Line line, Rounds.Side<Double> ours) {
        this.bench = bench;
        this.line = line;
        sides.add(ours);
        names.add("ours");
    }

    /** What makes another take part. */
    @FunctionalInterface
    interface Opening {

        Rounds.Side<Double> open() throws Exception;
    }

    Contest against(String name, Opening opening) {
        try {
            Rounds.Side<Double> side = opening.open();
            sides.add(() -> rateOf(name, side));
            names.add(name);
        } catch (Exception | LinkageError unable) {
            bench.remark(line.name() + ": " + name + " was left out: " + shortened(unable));
        }
        return this;
    }

    /** A round in which it fails, as with answers that do not come in time, is one in which nothing was done. */
    private double rateOf(String name, Rounds.Side<Double> side) {
        try {
            return side.run();
        } catch (Exception failure) {
            bench.remark(line.name() + ": " + name + " failed in a round: " + shortened(failure));
            return 0;
        }
    }

    private static String shortened(Throwable failure) {
        String text = String.valueOf(failure);
        return text.substring(0, Math.min(LONGEST, text.length()));
    }

    Reading run() throws Exception {
        if (sides.size() == 1) {
            throw new IllegalStateException("There is nobody to compare with");
        }
        List<List<Double>> rates = bench.longRounds().interleave(sides);
        for (int i = 1; i < sides.size(); i++) {
            SendRemarks.remark(bench, line, names.get(i), rates.get(0), rates.get(i));
        }
        int best = IntStream.range(1, sides.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> median(rates.get(i))))
                .orElseThrow();
        return new Reading.Compared(line, Rounds.pairs(rates.get(0), rates.get(best)));
    }

    private static double median(List<Double> rates) {
        return Spread.of(rates.stream().mapToDouble(Double::doubleValue)).median();
    }
}
