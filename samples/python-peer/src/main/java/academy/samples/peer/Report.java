package academy.samples.peer;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.springframework.stereotype.Component;

import academy.exchange.AgentId;

/** What became of the questions, for people, and how many there were of each kind. Used by one thread at a time. */
@Component
class Report {

    private String last = "";
    private int asked;
    private int answered;

    /** Says who is asked, if that is another than the last time. */
    void analyst(Optional<AgentId> found) {
        String line = found.map(id -> "found the Python agent " + Analyst.TYPE + " as " + id.uid())
                .orElse("no Python agent is here; samples/python-peer/run-python-agent starts one");
        if (!line.equals(last)) {
            last = line;
            print(line);
        }
    }

    void answered(String meter, Analyst.Findings findings) {
        asked++;
        answered++;
        String unusual =
                findings.unusual().entrySet().stream().map(Report::describe).collect(Collectors.joining(", "));
        print("  %-8s %4.0f l a day, %s"
                .formatted(meter, findings.usual(), unusual.isEmpty() ? "every day" : "but " + unusual));
    }

    void lost(String meter, Throwable failure) {
        asked++;
        print("  %-8s no answer: %s".formatted(meter, failure.getMessage()));
    }

    /** The sum of all rounds. */
    void sum() {
        print("%d asked, %d answered, %d lost".formatted(asked, answered, asked - answered));
    }

    private static String describe(Map.Entry<?, Integer> day) {
        return day.getValue() + " l on " + day.getKey();
    }

    private static void print(String line) {
        System.out.printf(Locale.ROOT, "python-peer: %s%n", line);
    }
}
