package academy.samples.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Real text that is always at hand: the sources of this project, again from the beginning when they are over. */
record SourceText(List<String> lines) {

    static SourceText ofLines(int count) throws IOException {
        try (Stream<Path> files = Files.walk(root())) {
            List<String> all = files.filter(SourceText::isSource)
                    .sorted()
                    .flatMap(SourceText::read)
                    .toList();
            return new SourceText(IntStream.range(0, count)
                    .mapToObj(number -> all.get(number % all.size()))
                    .toList());
        }
    }

    String text() {
        return String.join("\n", lines);
    }

    /** What must become of each line, found in another way than the agents find it. */
    List<String> processed() {
        return lines.stream()
                .map(line -> line.toLowerCase(Locale.ROOT).codePoints().toArray())
                .map(letters -> IntStream.rangeClosed(1, letters.length)
                        .map(fromEnd -> letters[letters.length - fromEnd])
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toList();
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("samples/text-pipeline"))) {
            directory = Objects.requireNonNull(directory.getParent(), "The test runs outside of the project");
        }
        return directory;
    }

    private static boolean isSource(Path file) {
        String name = file.toString().replace('\\', '/');
        return name.endsWith(".java") && !name.contains("/target/");
    }

    private static Stream<String> read(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
