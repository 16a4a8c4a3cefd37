package academy.exchange.benchmarks.compare;

import java.util.List;

/** What the figures of sending say and check alike. */
final class SendRemarks {

    private SendRemarks() {}

    static void bare(Bench bench, Line line, List<Double> ours, List<Double> bare) {
        remark(bench, line, "a script that only looks at the status and pushes", ours, bare);
    }

    static void remark(Bench bench, Line line, String what, List<Double> ours, List<Double> other) {
        Reading.Compared compared = new Reading.Compared(line, Rounds.pairs(ours, other));
        bench.remark(line.name() + ": " + Table.ratio(compared.ratio().median()) + " of the rate of " + what + " ("
                + Table.number(compared.baseline().median()) + " " + line.unit() + ")");
    }

    static void require(long outcome) {
        if (outcome != 1) {
            throw new IllegalStateException("The script answered " + outcome);
        }
    }
}
