package academy.exchange.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.DeliveryMode;

/** What the fault tests of this run have shown, as the tables that {@code docs/delivery.md} has. */
final class LossMatrix {

    /**
     * One run of one test.
     *
     * @param after from the fault, or its end where it has one, until all was well
     */
    private record Observation(Verdict verdict, Duration after) {}

    private static final Map<Fault, Map<DeliveryMode, Observation>> OBSERVED = new EnumMap<>(Fault.class);

    private LossMatrix() {}

    static synchronized void record(Fault fault, DeliveryMode mode, Verdict verdict, Duration after) {
        System.out.printf(Locale.ROOT, "%s, %s: %s; well after %s%n", fault, mode, verdict, seconds(after));
        OBSERVED.computeIfAbsent(fault, each -> new EnumMap<>(DeliveryMode.class))
                .put(mode, new Observation(verdict, after));
    }

    /** The faults that a test has gone through in every mode. */
    static synchronized List<Fault> observed() {
        return OBSERVED.entrySet().stream()
                .filter(each -> each.getValue().keySet().containsAll(Lab.MODES))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What is promised: a row for each fault, a column for each mode. */
    static List<String> promises() {
        List<String> table = head(Lab.MODES.stream().map(LossMatrix::name));
        for (Fault fault : Fault.values()) {
            table.add(row(fault.label(), Lab.MODES.stream().map(mode -> fault.promise(mode)
                    .toString())));
        }
        return table;
    }

    /** What was seen in this run. */
    static synchronized List<String> observations() {
        List<String> table = head(Lab.MODES.stream().map(LossMatrix::name));
        OBSERVED.forEach((fault, modes) ->
                table.add(row(fault.label(), Lab.MODES.stream().map(mode -> text(modes.get(mode))))));
        return table;
    }

    private static List<String> head(Stream<String> columns) {
        List<String> names = columns.toList();
        List<String> head = new ArrayList<>();
        head.add(row("Fault", names.stream()));
        head.add("|" + " --- |".repeat(names.size() + 1));
        return head;
    }

    private static String row(String first, Stream<String> cells) {
        return Stream.concat(Stream.of(first), cells).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String text(@Nullable Observation seen) {
        if (seen == null) {
            return "not seen";
        }
        Verdict verdict = seen.verdict();
        return "of " + verdict.accepted() + " lost " + verdict.lost() + ", handled twice " + verdict.duplicated()
                + ", without an answer " + verdict.unanswered() + "; well after " + seconds(seen.after());
    }

    private static String name(DeliveryMode mode) {
        return switch (mode) {
            case AT_MOST_ONCE -> "At most once";
            case AT_LEAST_ONCE -> "At least once";
        };
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
    }
}
