package academy.exchange.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.assertj.core.api.SoftAssertions;

/** A table of what was observed, written as the documentation shows it and compared row by row with what is known. */
final class MarkdownTable {

    private final List<String> lines = new ArrayList<>();

    MarkdownTable(String title, List<String> columns) {
        lines.add("### " + title);
        lines.add("");
        row(columns);
        lines.add("|" + " --- |".repeat(columns.size()));
    }

    /** Adds a row. */
    void row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells).replace("\n", " ") + " |");
    }

    /**
     * Compares tables with a resource, each row by itself, and writes them to {@code target/mapping}: what is found there is
     * the new resource if it shall change.
     */
    static void check(String resource, List<MarkdownTable> tables) {
        List<String> found = new ArrayList<>();
        tables.forEach(table -> {
            found.addAll(table.lines);
            found.add("");
        });
        write(Path.of("target", "mapping", resource), found);
        List<String> known = read("/mapping/" + resource);
        SoftAssertions soft = new SoftAssertions();
        soft.assertThat(found.stream().filter(line -> !known.contains(line)))
                .as("rows found but not known in %s", resource)
                .isEmpty();
        soft.assertThat(known.stream().filter(line -> !found.contains(line)))
                .as("rows known in %s but not found", resource)
                .isEmpty();
        soft.assertAll();
    }

    private static void write(Path file, List<String> lines) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, lines);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<String> read(String resource) {
        try (InputStream file = Objects.requireNonNull(MarkdownTable.class.getResourceAsStream(resource), resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
