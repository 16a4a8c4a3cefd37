package academy.exchange.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Names of properties, each with what may stand below it. */
record PropertyNames(Set<ConfigurationPropertyName> single, Set<ConfigurationPropertyName> maps) {

    static final String PREFIX = "academy.exchange";

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private static final Pattern IN_METADATA = Pattern.compile(
            "\"name\"\\s*:\\s*\"(academy\\.exchange\\.[a-z0-9.-]+)\"(?:\\s*,\\s*\"type\"\\s*:\\s*\"(java\\.util\\.Map)?)?");

    /** Those of {@link ExchangeProperties}, found without a look at any file. */
    static PropertyNames ofExchange() {
        PropertyNames names = new PropertyNames(new LinkedHashSet<>(), new LinkedHashSet<>());
        names.addAll(ExchangeProperties.class, PREFIX);
        return names;
    }

    /** Those that any module on the class path describes. */
    static PropertyNames ofClassPath(ClassLoader loader) {
        PropertyNames names = ofExchange();
        try {
            for (URL file : Collections.list(loader.getResources(METADATA))) {
                names.addDescribed(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    boolean contains(ConfigurationPropertyName name) {
        ConfigurationPropertyName property = withoutIndex(name);
        return single.contains(property) || maps.stream().anyMatch(map -> map.isAncestorOf(name));
    }

    /** Whether an environment variable may mean one of these: it cannot tell a dot from a dash. */
    boolean containsVariable(ConfigurationPropertyName name) {
        String letters = letters(withoutIndex(name));
        return Stream.concat(single.stream(), maps.stream())
                .anyMatch(known -> letters(known).equals(letters));
    }

    /** The name that was probably meant. */
    Optional<String> nearest(ConfigurationPropertyName name) {
        String wanted = withoutIndex(name).toString();
        String last = name.getLastElement(ConfigurationPropertyName.Form.UNIFORM);
        Set<String> all = new TreeSet<>();
        single.forEach(known -> all.add(known.toString()));
        List<String> elsewhere = single.stream()
                .filter(known -> known.getLastElement(ConfigurationPropertyName.Form.UNIFORM)
                        .equals(last))
                .map(ConfigurationPropertyName::toString)
                .toList();
        return (elsewhere.isEmpty() ? all : elsewhere)
                .stream()
                        .map(known -> Map.entry(known, distance(wanted, known)))
                        .filter(known -> !elsewhere.isEmpty() || known.getValue() <= Math.max(2, last.length() / 2))
                        .min(Comparator.comparingInt(Map.Entry::getValue))
                        .map(Map.Entry::getKey);
    }

    private void addAll(Class<?> type, String prefix) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                addAll(component.getType(), name);
            } else {
                add(name, Map.class.isAssignableFrom(component.getType()));
            }
        }
    }

    private void addDescribed(URL file) throws IOException {
        try (InputStream in = file.openStream()) {
            Matcher described = IN_METADATA.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (described.find()) {
                add(described.group(1), described.group(2) != null);
            }
        }
    }

    private void add(String name, boolean map) {
        (map ? maps : single).add(ConfigurationPropertyName.of(name));
    }

    private static ConfigurationPropertyName withoutIndex(ConfigurationPropertyName name) {
        return name.isLastElementIndexed() ? withoutIndex(name.getParent()) : name;
    }

    private static String letters(ConfigurationPropertyName name) {
        return name.toString().replaceAll("[^a-z0-9]", "");
    }

    /** How many letters must be changed, added or left out to make one of the other. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
