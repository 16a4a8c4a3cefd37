package academy.samples.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The messages that {@code docs/troubleshooting.md} quotes are those of the code. */
class TroubleshootingPageTest {

    /** The first cell of a row; only what is quoted in it before the name of an exception is a message. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (?!What you read|---)(.+?) (?<!\\\\)\\| ");

    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final String FOREIGN = "WRONGPASS|NOAUTH|\\w+Exception";

    @Test
    void everyMessageThatIsQuotedIsInTheSources() throws IOException {
        String sources = sources();
        List<String> parts = parts();

        assertThat(parts).hasSizeGreaterThan(60);
        assertThat(parts.stream().filter(part -> !sources.contains(part))).isEmpty();
    }

    /** What stands between the places where a message differs. */
    private static List<String> parts() throws IOException {
        MarkdownFile page = MarkdownFile.read(MarkdownFile.root().resolve("docs/troubleshooting.md"));
        List<String> parts = new ArrayList<>();
        for (String cell : page.find(ROW)) {
            QUOTED.matcher(cell)
                    .results()
                    .map(quoted -> quoted.group(1))
                    .filter(quoted -> !quoted.matches(FOREIGN))
                    .flatMap(quoted -> Stream.of(quoted.split("…")))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .forEach(parts::add);
        }
        return parts;
    }

    /** All main code of the libraries, with the texts that a line break divides put together again. */
    private static String sources() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(MarkdownFile.root())) {
            files = all.filter(path -> path.toString().endsWith(".java"))
                    .filter(path ->
                            path.toString().contains(File.separator + "src" + File.separator + "main" + File.separator))
                    .filter(path ->
                            MarkdownFile.root().relativize(path).toString().startsWith("exchange-"))
                    .toList();
        }
        List<String> texts = new ArrayList<>();
        for (Path file : files) {
            texts.add(JOINT.matcher(Files.readString(file)).replaceAll(""));
        }
        return texts.stream().collect(Collectors.joining("\n"));
    }
}
