package academy.exchange.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/delivery.md} says is what the tests show. Runs after all others; with {@code -Ddelivery.write=true} it
 * writes the page's tables instead of comparing them.
 */
@Order(Integer.MAX_VALUE)
class DeliveryPageTest {

    private static final Path PAGE = Path.of("..", "docs", "delivery.md");
    private static final Path OBSERVATIONS = Path.of("target", "loss-matrix.md");

    @Test
    void promisesOfThePageAreThoseOfTheTests() throws IOException {
        if (isWriting()) {
            write("promises", LossMatrix.promises());
        }
        assertThat(read("promises"))
                .as(
                        "the table of promises in docs/delivery.md; paste this one:%n%s%n",
                        String.join("\n", LossMatrix.promises()))
                .isEqualTo(LossMatrix.promises());
    }

    @Test
    void everyPromiseWasShownInThisRun() throws IOException {
        List<Fault> observed = LossMatrix.observed();
        Files.createDirectories(Objects.requireNonNull(OBSERVATIONS.getParent()));
        Files.write(OBSERVATIONS, LossMatrix.observations());
        // A run of single tests shows what it shows.
        if (isWriting() || System.getProperty("test", "").isEmpty()) {
            assertThat(observed).containsExactly(Fault.values());
        }
        if (isWriting()) {
            write("observations", LossMatrix.observations());
        }
    }

    private static boolean isWriting() {
        return Boolean.getBoolean("delivery.write");
    }

    private static List<String> read(String table) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        return lines.subList(lines.indexOf(begin(table)) + 1, lines.indexOf(end(table)));
    }

    private static void write(String table, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
        lines.subList(lines.indexOf(begin(table)) + 1, lines.indexOf(end(table)))
                .clear();
        lines.addAll(lines.indexOf(begin(table)) + 1, rows);
        Files.write(PAGE, lines);
    }

    private static String begin(String table) {
        return "<!-- " + table + " -->";
    }

    private static String end(String table) {
        return "<!-- end of " + table + " -->";
    }
}
