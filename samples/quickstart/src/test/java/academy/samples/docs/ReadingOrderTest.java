package academy.samples.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who begins with {@code docs/README.md} misses nothing. */
class ReadingOrderTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)");
    private static final Pattern NUMBER = Pattern.compile("(?m)^(\\d+)\\. ");

    private final MarkdownFile guide;

    ReadingOrderTest() throws IOException {
        this.guide = MarkdownFile.read(MarkdownFile.root().resolve("docs/README.md"));
    }

    @Test
    void everyPageIsPartOfTheWay() throws IOException {
        Path docs = MarkdownFile.root().resolve("docs");
        List<Path> linked = guide.find(LINK).stream()
                .map(link -> docs.resolve(link).normalize())
                .toList();

        assertThat(MarkdownFile.all())
                .extracting(MarkdownFile::path)
                .filteredOn(page -> !page.startsWith(docs.resolve("adr")) && !page.equals(guide.path()))
                .isSubsetOf(linked);
    }

    @Test
    void stepsAreNumberedInTheirOrder() {
        List<String> numbers = guide.find(NUMBER);

        assertThat(numbers).hasSizeGreaterThan(10);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(Integer.toString(i + 1));
        }
    }
}
