package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** In which order the sides run, and what is made of what they give. */
class RoundsTest {

    private final List<String> turns = new ArrayList<>();

    @Test
    void sidesTakeTurnsAndTheFirstTurnsDoNotCount() throws Exception {
        List<List<Integer>> results = new Rounds(1, 2).interleave(List.of(side("ours"), side("baseline")));

        assertThat(turns).containsExactly("ours", "baseline", "ours", "baseline", "ours", "baseline");
        assertThat(results).containsExactly(List.of(3, 5), List.of(4, 6));
    }

    private Rounds.Side<Integer> side(String name) {
        return () -> {
            turns.add(name);
            return turns.size();
        };
    }

    @Test
    void ratioIsTheMedianOfTheRatiosOfTheRounds() {
        Reading.Compared reading = new Reading.Compared(
                Line.atLeast("name", "unit", 1, "another"),
                List.of(new Pair(10, 100), new Pair(1_000, 10), new Pair(30, 10)));

        assertThat(reading.ratio()).isEqualTo(new Spread(0.1, 3, 100));
        assertThat(reading.ours().median()).isEqualTo(30);
        assertThat(reading.baseline().median()).isEqualTo(10);
    }

    @Test
    void medianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(DoubleStream.of(4, 1, 2, 100))).isEqualTo(new Spread(1, 3, 100));
    }

    @Test
    void medianOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(DoubleStream.empty()));
    }

    @Test
    void roundsThatGiveNothingAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Rounds(1, 0));
    }
}
