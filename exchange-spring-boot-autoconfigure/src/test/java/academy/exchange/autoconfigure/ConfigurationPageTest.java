package academy.exchange.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of {@code docs/configuration.md} are what the metadata says, and the rule in {@code docs/recipes.md} is the one
 * that {@link LeastRightsTest} tries. With {@code -Dconfiguration.write=true} both are written instead of compared.
 */
class ConfigurationPageTest {

    private static final Path PROPERTIES = Path.of("..", "docs", "configuration.md");
    private static final Path RECIPES = Path.of("..", "docs", "recipes.md");
    private static final Pattern DEFAULT = Pattern.compile("\\s*Default: ([^.]+)$");

    @Test
    void tableOfPropertiesIsThatOfTheMetadata() throws IOException {
        assertThatPageHas(PROPERTIES, "properties", table());
    }

    @Test
    void everyPropertySaysItsDefault() throws IOException {
        assertThat(table())
                .filteredOn(line -> line.startsWith("| `"))
                .isNotEmpty()
                .noneMatch(line -> line.contains("| |"));
    }

    @Test
    void ruleOfTheRecipeIsTheOneThatIsTried() throws IOException {
        assertThatPageHas(RECIPES, "acl rule", List.of("```", LeastRights.rule("academy", ""), "```"));
    }

    private static List<String> table() throws IOException {
        TreeMap<String, JsonNode> properties = new TreeMap<>();
        for (URL file : Collections.list(ExchangeProperties.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = file.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
                    String name = property.path("name").asString();
                    if (name.matches("(academy\\.exchange|management\\.\\w+\\.academy-exchange)\\..*")) {
                        properties.put(name, property);
                    }
                }
            }
        }
        List<String> lines =
                new ArrayList<>(List.of("| Property | Type | Default | What it says |", "|---|---|---|---|"));
        properties.forEach((name, property) -> lines.add(row(name, property)));
        return lines;
    }

    private static String row(String name, JsonNode property) {
        String description = property.path("description").asString("");
        Matcher told = DEFAULT.matcher(description);
        String value = told.find() ? told.group(1) : defaultValue(property);
        String text = told.reset().replaceFirst("").replaceFirst("\\.$", "");
        return "| `" + name + "` | " + type(property.path("type").asString()) + " | " + value + " | " + text + ". |";
    }

    private static String defaultValue(JsonNode property) {
        String value = property.path("defaultValue").asString("");
        return value.isEmpty() ? "none" : "`" + value + "`";
    }

    private static String type(String type) {
        if (type.startsWith("java.util.List")) {
            return "list";
        }
        String name = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        return switch (name) {
            case "Boolean" -> "boolean";
            case "Integer" -> "number";
            case "String" -> "text";
            case "Duration" -> "duration";
            case "DataSize" -> "size";
            default -> constants(type);
        };
    }

    private static String constants(String type) {
        try {
            return String.join(
                    ", ",
                    Stream.of(Class.forName(type).getEnumConstants())
                            .map(constant -> "`"
                                    + ((Enum<?>) constant)
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-') + "`")
                            .toList());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertThatPageHas(Path page, String part, List<String> expected) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(page));
        int begin = lines.indexOf("<!-- " + part + " -->") + 1;
        int end = lines.indexOf("<!-- end of " + part + " -->");
        if (Boolean.getBoolean("configuration.write")) {
            lines.subList(begin, end).clear();
            lines.addAll(begin, expected);
            Files.write(page, lines);
        } else {
            assertThat(lines.subList(begin, end))
                    .as("the part \"%s\" of %s; run this test with -Dconfiguration.write=true", part, page)
                    .isEqualTo(expected);
        }
    }
}
