package academy.exchange.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What no file of the project contains. The forbidden texts are put together here, so that this file is free of them. */
class SourceTreeTest {

    @Test
    void filesAreFound() {
        assertThat(SourceTree.files())
                .contains(Path.of("pom.xml"), Path.of("exchange-core", "pom.xml"))
                .hasSizeGreaterThan(100);
    }

    @Test
    void noFileNamesAPackageRegistry() {
        noLineContains(anyOf(
                "repo1.maven." + "org",
                "repo.maven.apache." + "org",
                "central.sonatype." + "com",
                "oss.sonatype." + "org",
                "search.maven." + "org",
                "repo.spring." + "io",
                "plugins.gradle." + "org",
                "pypi." + "org",
                "pythonhosted." + "org",
                "npmjs." + "org",
                "proxy.golang." + "org",
                "crates." + "io"));
    }

    @Test
    void noFileNamesAPathOfOneMachine() {
        noLineContains(Pattern.compile("(?<![\\w.~}-])/(" + "work|root|home/[\\w.-]+" + ")/"));
    }

    @Test
    void noFilePutsWorkOff() {
        noLineContains(Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"));
    }

    @Test
    void noTestIsSwitchedOff() {
        noLineContains(Pattern.compile("@Dis" + "abled\\b"));
    }

    @Test
    void buildNeedsNoWrapper() {
        noLineContains(Pattern.compile("mvn" + "w"));
    }

    @Test
    void everyMainPackageIsNullMarked() {
        assertThat(SourceTree.javaFiles("main").stream()
                        .filter(file -> !SourceTree.separated(file).startsWith("samples/"))
                        .map(Path::getParent)
                        .distinct())
                .isNotEmpty()
                .allSatisfy(directory -> assertThat(SourceTree.lines(directory.resolve("package-info.java")))
                        .contains("@NullMarked"));
    }

    @Test
    void noMainFileIsLongerThan400Lines() {
        assertThat(SourceTree.javaFiles("main")).isNotEmpty().allSatisfy(file -> assertThat(SourceTree.lines(file))
                .hasSizeLessThanOrEqualTo(400));
    }

    private static void noLineContains(Pattern forbidden) {
        List<String> found = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            List<String> lines = SourceTree.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (forbidden.matcher(lines.get(i)).find()) {
                    found.add(SourceTree.separated(file) + ":" + (i + 1));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static Pattern anyOf(String... texts) {
        List<String> quoted = new ArrayList<>();
        for (String text : texts) {
            quoted.add(Pattern.quote(text));
        }
        return Pattern.compile("(?<![\\w-])(" + String.join("|", quoted) + ")(?![\\w-])");
    }
}
