package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether more mailboxes, or more callers, make it slower. The worst step counts, of those that begin before the cores are
 * full: this process and Redis take nearly all of them then, and others of the machine do not matter.
 */
abstract class Growth implements Figure {

    private static final double FULL = 0.95;

    private final Line line;
    private final String across;
    private final List<Integer> steps;

    Growth(String name, String unit, String across, List<Integer> steps) {
        this.line = Line.atLeast(name, unit, 0.8, "the step before, at the worst one");
        this.across = across;
        this.steps = steps;
    }

    /** What one run gave. */
    record Run(double rate, double cores) {}

    /** Measures one step. */
    abstract Run run(Bench bench, int step) throws Exception;

    @Override
    public List<Line> lines() {
        return List.of(line);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        List<Rounds.Side<Run>> sides = new ArrayList<>();
        for (int step : steps) {
            sides.add(() -> run(bench, step));
        }
        List<List<Run>> runs = bench.longRounds().interleave(sides);
        draw(bench, runs);
        Reading.Compared worst = compared(runs, 1);
        for (int i = 2; i < steps.size(); i++) {
            if (median(runs.get(i - 1), true) < FULL * Runtime.getRuntime().availableProcessors()
                    && compared(runs, i).ratio().median() < worst.ratio().median()) {
                worst = compared(runs, i);
            }
        }
        return List.of(worst);
    }

    private Reading.Compared compared(List<List<Run>> runs, int step) {
        return new Reading.Compared(
                line,
                Rounds.pairs(
                        runs.get(step).stream().map(Run::rate).toList(),
                        runs.get(step - 1).stream().map(Run::rate).toList()));
    }

    private void draw(Bench bench, List<List<Run>> runs) {
        List<Curve.Point> points = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            double rate = median(runs.get(i), false);
            points.add(new Curve.Point(steps.get(i), rate));
            bench.remark(line.name() + ": " + steps.get(i) + " " + across + " " + Table.number(rate) + " " + line.unit()
                    + ", " + Table.ratio(median(runs.get(i), true)) + " cores");
        }
        bench.draw(new Curve(line.name(), across, line.unit(), points));
    }

    private static double median(List<Run> runs, boolean cores) {
        return Spread.of(runs.stream().mapToDouble(run -> cores ? run.cores() : run.rate()))
                .median();
    }

    /** Sees how many cores this process and Redis take. */
    static final class Meter {

        private final Bench bench;
        private final double before;
        private final Stopwatch watch = new Stopwatch();

        Meter(Bench bench) {
            this.bench = bench;
            this.before = used();
        }

        /** What has happened so often since the beginning. */
        Run run(int count) {
            double seconds = watch.seconds();
            return new Run(count / seconds, (used() - before) / seconds);
        }

        private double used() {
            double redis = bench.redisConnection()
                    .sync()
                    .info("cpu")
                    .lines()
                    .filter(line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                    .sum();
            return redis + Footprint.cpu() / 1e9;
        }
    }
}
