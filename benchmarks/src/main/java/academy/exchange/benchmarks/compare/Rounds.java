package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Runs the sides of a comparison in turn, again and again, so that what changes meanwhile on the machine changes for all.
 * The first turn of each is thrown away.
 *
 * @param count how many turns count
 */
record Rounds(int count) {

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
        for (Side<? extends T> side : sides) {
            T unused = side.run();
            results.add(new ArrayList<>());
        }
        for (int round = 0; round < count; round++) {
            for (int i = 0; i < sides.size(); i++) {
                results.get(i).add(sides.get(i).run());
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
