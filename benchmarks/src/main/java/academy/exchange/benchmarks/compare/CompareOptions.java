package academy.exchange.benchmarks.compare;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the command line says.
 *
 * @param quick whether a glance is enough
 * @param only the names of the lines that are wanted, or what they begin with; none for all
 * @param rounds how often each side runs
 * @param report where the report goes
 * @param mailboxes how many mailboxes many are
 * @param python the interpreter of an environment with academy-py
 */
record CompareOptions(
        boolean quick,
        List<String> only,
        Optional<Integer> rounds,
        Optional<Path> report,
        Optional<Integer> mailboxes,
        Optional<Path> python) {

    /**
     * @throws IllegalArgumentException if there is something that makes no sense
     */
    static CompareOptions parse(String... arguments) {
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
        CompareOptions options = new CompareOptions(
                false, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        while (!rest.isEmpty()) {
            options = options.with(rest.pop(), rest);
        }
        return options;
    }

    private CompareOptions with(String option, Deque<String> rest) {
        return switch (option) {
            case "--quick" -> new CompareOptions(true, only, rounds, report, mailboxes, python);
            case "--only" -> withOnly(value(option, rest));
            case "--rounds" ->
                new CompareOptions(quick, only, Optional.of(number(option, rest)), report, mailboxes, python);
            case "--report" ->
                new CompareOptions(quick, only, rounds, Optional.of(Path.of(value(option, rest))), mailboxes, python);
            case "--mailboxes" ->
                new CompareOptions(quick, only, rounds, report, Optional.of(number(option, rest)), python);
            case "--python" ->
                new CompareOptions(quick, only, rounds, report, mailboxes, Optional.of(Path.of(value(option, rest))));
            default -> throw new IllegalArgumentException("There is no option " + option);
        };
    }

    private CompareOptions withOnly(String name) {
        List<String> names = new ArrayList<>(only);
        names.add(name);
        return new CompareOptions(quick, List.copyOf(names), rounds, report, mailboxes, python);
    }

    private static String value(String option, Deque<String> rest) {
        String value = rest.poll();
        if (value == null) {
            throw new IllegalArgumentException("Something must follow " + option);
        }
        return value;
    }

    private static int number(String option, Deque<String> rest) {
        String text = value(option, rest);
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw new IllegalArgumentException("A number above 0 must follow " + option + ", not " + text);
    }
}
