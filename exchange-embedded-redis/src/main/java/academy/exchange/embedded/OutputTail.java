package academy.exchange.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of an output, made fit for logs and messages. */
final class OutputTail {

    private static final int LINES = 20;
    private static final int LONGEST_LINE = 200;

    private final Deque<String> lines = new ArrayDeque<>(LINES);

    static String readable(String line) {
        String clean = line.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() <= LONGEST_LINE ? clean : clean.substring(0, LONGEST_LINE) + "...";
    }

    synchronized void add(String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
