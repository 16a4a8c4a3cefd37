package academy.samples.quickstart;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back, for people.
 *
 * @param counted the counter's last value, empty if it did not answer
 */
record Report(Text text, Tally tally, Optional<Integer> counted) {

    private static final int MOST_FREQUENT = 10;

    private static final Comparator<Map.Entry<String, Integer>> MOST_FREQUENT_FIRST =
            Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey());

    void print(PrintStream out) {
        Map<String, Integer> words = tally.words();
        out.println();
        out.println(text.name());
        row(out, "lines", text.lines().size());
        row(out, "words", words.values().stream().mapToInt(Integer::intValue).sum());
        row(out, "different words", words.size());
        row(out, "counter agent", counted.map(String::valueOf).orElse("no answer"));
        out.println("Most frequent");
        words.entrySet().stream()
                .sorted(MOST_FREQUENT_FIRST)
                .limit(MOST_FREQUENT)
                .forEach(word -> row(out, word.getKey(), word.getValue()));
        tally.failure().ifPresent(failure -> out.println("First failure: " + failure));
        out.println();
        out.printf(
                Locale.ROOT,
                "quickstart: %d requests sent, %d answered, %d lost%n",
                tally.sent(),
                tally.answered(),
                tally.lost());
    }

    int exitCode() {
        return tally.lost() == 0 ? 0 : 1;
    }

    private static void row(PrintStream out, String what, Object value) {
        out.printf(Locale.ROOT, "  %-20s %9s%n", what, value);
    }
}
