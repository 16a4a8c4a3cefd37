package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs the sides of a comparison in turn, again and again, so that what changes meanwhile on the machine changes for all.
 *
 * @param warmUps how many turns of each are thrown away at first
 * @param count how many turns count
 */
record Rounds(int warmUps, int count) {

    /** What is compared. */
    @FunctionalInterface
    interface Side<T> {

        T run() throws Exception;
    }

    Rounds {
        if (count < 1) {
            throw new IllegalArgumentException("There must be at least 1 round, not " + count);
        }
    }

    /** Returns for each side what its rounds gave. */
    <T> List<List<T>> interleave(List<? extends Side<? extends T>> sides) throws Exception {
        List<List<T>> results = new ArrayList<>();
        sides.forEach(side -> results.add(new ArrayList<>()));
        for (int round = -warmUps; round < count; round++) {
            for (int i = 0; i < sides.size(); i++) {
                T result = sides.get(i).run();
                if (round >= 0) {
                    results.get(i).add(result);
                }
            }
        }
        return results;
    }

    /** Compares two rates, or two times. */
    List<Pair> compare(Side<Double> ours, Side<Double> baseline) throws Exception {
        List<List<Double>> results = interleave(List.of(ours, baseline));
        return pairs(results.get(0), results.get(1));
    }

    /** Joins what was measured in the same round. */
    static List<Pair> pairs(List<Double> ours, List<Double> baseline) {
        return IntStream.range(0, ours.size())
                .mapToObj(round -> new Pair(ours.get(round), baseline.get(round)))
                .toList();
    }
}
