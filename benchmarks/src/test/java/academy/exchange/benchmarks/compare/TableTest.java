package academy.exchange.benchmarks.compare;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How lines look, and when a figure is as it should be. */
class TableTest {

    private static final Line RATE = Line.atLeast("rate", "messages/s", 0.85, "another");
    private static final Line TIME = Line.atMost("time", "µs", 2, "another");

    @Test
    void lineHasSixColumns() {
        assertThat(Table.line(new Reading.Compared(RATE, List.of(new Pair(8_512.4, 10_000)))))
                .isEqualTo("rate\t8512\t10000\t0.851\t>= 0.85\tok");
    }

    @Test
    void numberWithoutBaselineIsComparedWithTheTargetItself() {
        assertThat(Table.line(new Reading.Counted(TIME, List.of(2.25)))).isEqualTo("time\t2.250\t-\t-\t<= 2\tshort");
    }

    @Test
    void figureThatFailedSaysWhyOnOneLine() {
        assertThat(Table.line(Reading.Unmeasured.failed(TIME, new IllegalStateException("no\nluck"))))
                .isEqualTo("time\tfailed\tjava.lang.IllegalStateException: no luck");
    }

    @Test
    void figureThatIsMissingSaysWhy() {
        assertThat(Table.line(Reading.Unmeasured.missing(TIME, "not built"))).isEqualTo("time\tmissing\tnot built");
    }

    @Test
    void rateMustReachItsTarget() {
        assertThat(verdict(RATE, 0.85)).isEqualTo("ok");
        assertThat(verdict(RATE, 0.84)).isEqualTo("short");
    }

    @Test
    void timeMustNotExceedItsTarget() {
        assertThat(verdict(TIME, 2)).isEqualTo("ok");
        assertThat(verdict(TIME, 2.01)).isEqualTo("short");
        assertThat(verdict(TIME, Double.NaN)).isEqualTo("short");
    }

    private static String verdict(Line line, double ratio) {
        return new Reading.Compared(line, List.of(new Pair(ratio, 1))).verdict();
    }

    @Test
    void targetsAreWrittenShort() {
        assertThat(List.of(
                        new Target.AtLeast(0.7),
                        new Target.AtLeast(0.85),
                        new Target.AtMost(10),
                        new Target.AtMost(1.4)))
                .extracting(Target::toString)
                .containsExactly(">= 0.7", ">= 0.85", "<= 10", "<= 1.4");
    }
}
