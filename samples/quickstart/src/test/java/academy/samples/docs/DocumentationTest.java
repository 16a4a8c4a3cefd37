package academy.samples.docs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation says is so. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern PROOF = Pattern.compile("`(\\w+(?:Test|Contract))`");
    private static final Pattern TEST_METHOD = Pattern.compile("\\bvoid (\\w+)\\(");
    private static final Pattern PROVEN = Pattern.compile("`(\\w+(?:Test|Contract)\\.\\w+)`");
    private static final Pattern CASES = Pattern.compile("(?m)^`(\\w+Test)`\n\n((?:- .*\n?)+)");
    private static final Pattern CASE = Pattern.compile("@Test\\s+void (\\w+)\\(");
    private static final Pattern BEHAVIOUR = Pattern.compile("(?m)^\\| ([A-Z]+\\d+) \\|");
    private static final Pattern PROPERTY =
            Pattern.compile("(academy\\.exchange\\.[a-z][a-z.-]*[a-z])(?![.\\w]*[A-Z])");
    private static final Pattern TABLE_ROW = Pattern.compile("(?m)^\\| `(academy\\.exchange\\.\\S+)` \\|");
    private static final Pattern TABLE_DEFAULT =
            Pattern.compile("(?m)^\\| `(academy\\.exchange\\.\\S+` \\| `[^`]+)` \\|");

    @Test
    void everyJavaBlockCompiles() throws IOException {
        int found = 0;
        List<String> errors = new ArrayList<>();
        for (MarkdownFile page : MarkdownFile.all()) {
            List<MarkdownFile.Block> blocks = page.blocks("java").stream()
                    .filter(block -> block.excerptOf().isEmpty())
                    .toList();
            if (!blocks.isEmpty()) {
                errors.addAll(Snippets.errors(blocks));
            }
            found += blocks.size();
        }
        assertThat(errors).isEmpty();
        assertThat(found).isGreaterThanOrEqualTo(3);
    }

    /** Where a page shows what its classes need more than the exchange for, a module that has it compiles them. */
    @Test
    void everyExcerptStandsInTheFileThatItNames() throws IOException {
        int found = 0;
        for (MarkdownFile page : MarkdownFile.all()) {
            for (MarkdownFile.Block block : page.blocks("java")) {
                if (block.excerptOf().isPresent()) {
                    Path source = MarkdownFile.root().resolve(block.excerptOf().get());
                    assertThat(Files.readString(source).replaceAll("(?m)^ +", ""))
                            .as(block.toString())
                            .contains(block.text().replaceAll("(?m)^ +", ""));
                    found++;
                }
            }
        }
        assertThat(found).isPositive();
    }

    @Test
    void compilerErrorsNameFileAndLine() {
        Path page = Path.of("page.md");
        MarkdownFile.Block broken = new MarkdownFile.Block(
                page, "java", "<!-- java: statements -->", 7, List.of("int fine = 1;", "int broken = \"\";"));

        assertThat(Snippets.errors(List.of(broken)))
                .singleElement()
                .asString()
                .startsWith("page.md:8: ")
                .contains("String cannot be converted to int");
    }

    @Test
    void readmesOfTheSamplesAreChecked() throws IOException {
        assertThat(MarkdownFile.all())
                .extracting(MarkdownFile::toString)
                .contains("README.md", "docs/python.md", "samples/python-peer/README.md");
    }

    @Test
    void everyTestThatIsNamedAsAProofExists() throws IOException {
        List<String> proofs = MarkdownFile.readme().find(PROOF);

        assertThat(proofs).hasSizeGreaterThanOrEqualTo(3);
        Set<String> classes = testClasses();
        for (MarkdownFile page : MarkdownFile.all()) {
            assertThat(classes).as(page.toString()).containsAll(page.find(PROOF));
        }
    }

    @Test
    void everyTestMethodThatIsNamedAsAProofExists() throws IOException {
        Set<String> methods = testMethods();
        for (MarkdownFile page : MarkdownFile.all()) {
            assertThat(methods).as(page.toString()).containsAll(page.find(PROVEN));
        }
    }

    @Test
    void contractAccountsForEveryBehaviourOnce() throws IOException {
        List<String> behaviours = Stream.of(
                        numbered("C", 1, 17),
                        numbered("H", 1, 26),
                        numbered("RT", 1, 26),
                        numbered("X", 1, 1),
                        numbered("A", 1, 11),
                        numbered("N", 1, 2),
                        numbered("V", 14, 28))
                .flatMap(each -> each)
                .toList();

        MarkdownFile contract = MarkdownFile.read(MarkdownFile.root().resolve("docs/contract.md"));

        assertThat(contract.find(BEHAVIOUR)).containsExactlyElementsOf(behaviours);
    }

    @Test
    void casesWithPythonPeersAreTheTests() throws IOException {
        String page = String.join(
                "\n",
                MarkdownFile.read(MarkdownFile.root().resolve("docs/python.md")).lines());
        List<String> listed = new ArrayList<>();
        Matcher cases = CASES.matcher(page.substring(page.indexOf("## Cases")));
        while (cases.find()) {
            cases.group(2).lines().forEach(line -> listed.add(cases.group(1) + "." + lettersOf(line)));
        }
        Set<String> classes = listed.stream()
                .map(each -> each.substring(0, each.indexOf('.')))
                .collect(Collectors.toSet());
        List<String> tests = new ArrayList<>();
        for (Path source : testSources()) {
            String type = source.getFileName().toString().replace(".java", "");
            if (classes.contains(type)) {
                CASE.matcher(Files.readString(source))
                        .results()
                        .forEach(test -> tests.add(type + "." + lettersOf(test.group(1))));
            }
        }

        assertThat(listed).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(tests);
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (MarkdownFile page : MarkdownFile.all()) {
            for (String link : page.find(LINK)) {
                if (!leadsSomewhere(page, link)) {
                    broken.add(page + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPropertyThatIsNamedExists() throws IOException {
        Set<String> known = new HashSet<>(properties().keySet());
        // Meters are named in the same way, and held by a test of their own.
        known.addAll(MarkdownFile.read(MarkdownFile.root().resolve("docs/metrics.md"))
                .find(TABLE_ROW));
        for (MarkdownFile page : MarkdownFile.all()) {
            assertThat(known).as(page.toString()).containsAll(propertiesNamedIn(page));
            assertThat(known).as(page.toString()).containsAll(yamlProperties(page));
        }
    }

    @Test
    void pageOfTheConfigurationNamesEveryProperty() throws IOException {
        assertThat(MarkdownFile.read(MarkdownFile.root().resolve("docs/configuration.md"))
                        .find(TABLE_ROW))
                .containsAll(properties().keySet());
    }

    @Test
    void tableOfTheReadmeNamesTheDefaults() throws IOException {
        Map<String, String> known = properties();
        List<String> named = MarkdownFile.readme().find(TABLE_ROW);
        List<String> defaults = named.stream()
                .filter(property -> !known.getOrDefault(property, "").isEmpty())
                .map(property -> property + "` | `" + known.get(property))
                .toList();

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(MarkdownFile.readme().find(TABLE_DEFAULT)).containsExactlyElementsOf(defaults);
    }

    private static boolean leadsSomewhere(MarkdownFile page, String link) {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] target = link.split("#", 2);
        if (target[0].isEmpty()) {
            return anchors(page).contains(target[1]);
        }
        return Files.exists(page.path().resolveSibling(target[0]));
    }

    private static List<String> anchors(MarkdownFile page) {
        return page.find(Pattern.compile("(?m)^#+ (.+)$")).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static Set<String> testClasses() throws IOException {
        return testSources().stream()
                .map(source -> source.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
    }

    private static List<Path> testSources() throws IOException {
        try (Stream<Path> files = Files.walk(MarkdownFile.root())) {
            return files.filter(path -> path.toString().contains("src/test/java".replace('/', File.separatorChar)))
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList();
        }
    }

    /** What a case and the name of its test have in common; where one has the name of an error, the other shortens it. */
    private static String lettersOf(String text) {
        return text.replaceFirst("Error`?$", "").replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static Stream<String> numbered(String letters, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> letters + number);
    }

    /** Each as its class and its name, nested classes left out. */
    private static Set<String> testMethods() throws IOException {
        Set<String> methods = new HashSet<>();
        for (Path source : testSources()) {
            String type = source.getFileName().toString().replace(".java", "");
            Matcher method = TEST_METHOD.matcher(Files.readString(source));
            while (method.find()) {
                methods.add(type + "." + method.group(1));
            }
        }
        return methods;
    }

    /** What looks like a property and is not the name of a package. */
    private static List<String> propertiesNamedIn(MarkdownFile page) {
        ClassLoader classPath = DocumentationTest.class.getClassLoader();
        return page.find(PROPERTY).stream()
                .filter(name -> classPath.getResource(name.replace('.', '/')) == null)
                .toList();
    }

    private static Set<String> yamlProperties(MarkdownFile page) throws IOException {
        Set<String> names = new HashSet<>();
        for (MarkdownFile.Block block : page.blocks("yaml")) {
            ByteArrayResource content = new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8));
            for (PropertySource<?> source : new YamlPropertySourceLoader().load(block.toString(), content)) {
                Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
                        .filter(name -> name.startsWith("academy."))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** The exchange's properties with their defaults, as an IDE is told of them. */
    private static Map<String, String> properties() throws IOException {
        Map<String, String> properties = new TreeMap<>();
        for (URL metadata : Collections.list(
                DocumentationTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream content = metadata.openStream()) {
                String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
                Object all = JsonParserFactory.getJsonParser().parseMap(text).get("properties");
                ((List<?>) Objects.requireNonNull(all)).forEach(property -> add((Map<?, ?>) property, properties));
            }
        }
        return properties;
    }

    private static void add(Map<?, ?> property, Map<String, String> properties) {
        String name = String.valueOf(property.get("name"));
        if (name.startsWith("academy.exchange.")) {
            Object value = property.get("defaultValue");
            properties.put(name, value == null ? "" : value.toString());
        }
    }
}
