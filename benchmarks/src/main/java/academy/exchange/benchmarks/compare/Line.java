package academy.exchange.benchmarks.compare;

/**
 * A figure to be reported.
 *
 * @param name by which {@code --only} finds it
 * @param unit of both sides
 * @param target what the ratio of ours to the baseline has to reach, or ours alone if there is no baseline
 * @param baseline what ours is compared with, in a few words
 */
record Line(String name, String unit, Target target, String baseline) {

    static Line atLeast(String name, String unit, double ratio, String baseline) {
        return new Line(name, unit, new Target.AtLeast(ratio), baseline);
    }

    static Line atMost(String name, String unit, double ratio, String baseline) {
        return new Line(name, unit, new Target.AtMost(ratio), baseline);
    }
}
