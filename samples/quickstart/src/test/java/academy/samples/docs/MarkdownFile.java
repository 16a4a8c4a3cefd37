package academy.samples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation. */
record MarkdownFile(Path path, List<String> lines) {

    private static final String FENCE = "```";
    private static final Pattern EXCERPT = Pattern.compile("<!-- java: of (\\S+) -->");

    /**
     * A fenced block of code.
     *
     * @param before the line above the block
     * @param firstLine the number of its first line within the file
     */
    record Block(Path file, String language, String before, int firstLine, List<String> lines) {

        /** The file that has these lines, within the project, if the line above says {@code <!-- java: of FILE -->}. */
        Optional<String> excerptOf() {
            Matcher source = EXCERPT.matcher(before);
            return source.matches() ? Optional.of(source.group(1)) : Optional.empty();
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }

        @Override
        public String toString() {
            return file + ":" + firstLine;
        }
    }

    /** The README, everything under docs and the READMEs of the samples, wherever in the project the test was started. */
    static List<MarkdownFile> all() throws IOException {
        List<MarkdownFile> all = new ArrayList<>();
        all.add(readme());
        all.addAll(under("docs", Integer.MAX_VALUE));
        all.addAll(under("samples", 2));
        return all;
    }

    private static List<MarkdownFile> under(String directory, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(root().resolve(directory), depth)) {
            List<MarkdownFile> pages = new ArrayList<>();
            for (Path page : files.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(read(page));
            }
            return pages;
        }
    }

    static MarkdownFile readme() throws IOException {
        return read(root().resolve("README.md"));
    }

    static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(directory.resolve("samples/quickstart"))) {
            directory = Objects.requireNonNull(directory.getParent(), "The test runs outside of the project");
        }
        return directory;
    }

    static MarkdownFile read(Path path) throws IOException {
        return new MarkdownFile(path, Files.readAllLines(path));
    }

    List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        for (int start = 0; start < lines.size(); start++) {
            if (lines.get(start).startsWith(FENCE)) {
                int end = start + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                if (lines.get(start).equals(FENCE + language)) {
                    blocks.add(new Block(
                            path,
                            language,
                            start == 0 ? "" : lines.get(start - 1),
                            start + 2,
                            lines.subList(start + 1, end)));
                }
                start = end;
            }
        }
        return blocks;
    }

    /** What the first group of the pattern matches, in the order of the text. */
    List<String> find(Pattern pattern) {
        return pattern.matcher(String.join("\n", lines))
                .results()
                .map(MarkdownFile::firstGroup)
                .toList();
    }

    private static String firstGroup(MatchResult match) {
        return match.group(1);
    }

    @Override
    public String toString() {
        return root().relativize(path).toString();
    }
}
