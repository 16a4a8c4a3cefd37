package academy.exchange.interop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says field by field how what was written differs from what was expected. */
final class Differences {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<String> found = new ArrayList<>();

    private Differences() {}

    /** Between two texts, which may be JSON. Each difference is one line; none if they are equal to the last byte. */
    static List<String> between(String expected, String actual) {
        Differences differences = new Differences();
        if (expected.startsWith("{") && actual.startsWith("{")) {
            differences.compare("", JSON.readTree(expected), JSON.readTree(actual));
        }
        if (differences.found.isEmpty() && !expected.equals(actual)) {
            differences.add("the text", expected, actual);
        }
        return differences.found;
    }

    /** What a message is, as its body or its header says; empty if the text is none. */
    static String kind(String text) {
        if (!text.startsWith("{")) {
            return "";
        }
        JsonNode message = JSON.readTree(text);
        return message.has("body") ? message.get("body").path("kind").asString("a body without kind") : "a header";
    }

    private void compare(String path, JsonNode expected, JsonNode actual) {
        if (!expected.isObject() || !actual.isObject()) {
            if (!expected.equals(actual)) {
                add(path, expected, actual);
            }
            return;
        }
        Set<String> common = new LinkedHashSet<>(expected.propertyNames());
        common.retainAll(actual.propertyNames());
        if (!List.copyOf(expected.propertyNames()).equals(List.copyOf(actual.propertyNames()))) {
            add(path + " has the fields", expected.propertyNames(), actual.propertyNames());
        }
        common.forEach(
                name -> compare(path.isEmpty() ? name : path + "." + name, expected.get(name), actual.get(name)));
    }

    private void add(String path, Object expected, Object actual) {
        found.add((path + ": expected " + expected + ", found " + actual).strip());
    }
}
