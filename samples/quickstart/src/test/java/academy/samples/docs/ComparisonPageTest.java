package academy.samples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/comparison.md} says is here can be looked at. */
class ComparisonPageTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)[^)]*\\)");

    private final MarkdownFile page;

    ComparisonPageTest() throws IOException {
        this.page = MarkdownFile.read(MarkdownFile.root().resolve("docs/comparison.md"));
    }

    @Test
    void everyRowSaysWhetherItIsHere() {
        assertThat(rows()).hasSizeGreaterThan(50).allSatisfy(row -> {
            assertThat(row.cells()).hasSize(3);
            assertThat(row.verdict()).isIn("yes", "partly", "no");
        });
    }

    @Test
    void whatIsHereIsShownByAFileThatExists() {
        assertThat(rows()).filteredOn(row -> !row.verdict().equals("no")).allSatisfy(row -> assertThat(row.links())
                .as(row.toString())
                .isNotEmpty()
                .allMatch(link -> Files.isRegularFile(page.path().resolveSibling(link))));
    }

    @Test
    void whatIsPartlyHereSaysWhatIsMissing() {
        assertThat(rows()).filteredOn(row -> row.verdict().equals("partly")).allSatisfy(row -> assertThat(row.remark())
                .as(row.toString())
                .containsPattern("\\b(not|no|only|nothing|cannot)\\b"));
    }

    private List<Row> rows() {
        return page.lines().stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| Feature |"))
                .map(line -> new Row(List.of(line.substring(2).split(" \\| | \\|$"))))
                .toList();
    }

    private record Row(List<String> cells) {

        String verdict() {
            return cells.get(1).strip();
        }

        String remark() {
            return cells.get(2);
        }

        List<String> links() {
            return LINK.matcher(remark())
                    .results()
                    .map((MatchResult link) -> link.group(1))
                    .toList();
        }

        @Override
        public String toString() {
            return cells.get(0);
        }
    }
}
