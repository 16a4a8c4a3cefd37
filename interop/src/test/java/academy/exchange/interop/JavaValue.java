package academy.exchange.interop;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

/** Tells a value as a cell of a table: in ASCII, short, and with its class where that is not what the column says. */
final class JavaValue {

    private static final int LONG = 50;

    private JavaValue() {}

    /** The value without its class, the values in it with theirs. */
    static String plain(@Nullable Object value) {
        if (value instanceof String text) {
            return shortened("\"" + escaped(text) + "\"");
        }
        if (value instanceof JsonNode node) {
            return node.getNodeType() + " " + shortened(escaped(node.toString()));
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(content -> "Optional of " + typed(content)).orElse("empty");
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(JavaValue::typed).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> typed(entry.getKey()) + ": " + typed(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(index -> String.valueOf(Array.get(value, index)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return shortened(String.valueOf(value));
    }

    /** The value with its class, if it is not the same to all. */
    static String typed(@Nullable Object value) {
        if (value == null || value instanceof String || value instanceof Collection || value instanceof Map) {
            return plain(value);
        }
        return value.getClass().getSimpleName() + " " + plain(value);
    }

    /** What is too long for a table, by its ends and its length. */
    static String shortened(String text) {
        return text.length() <= LONG
                ? text
                : text.substring(0, 12) + "..." + text.substring(text.length() - 12) + " (" + text.length()
                        + " characters)";
    }

    private static String escaped(String text) {
        return text.chars()
                .mapToObj(character -> character >= ' ' && character < 127
                        ? Character.toString(character)
                        : String.format("\\u%04x", character))
                .collect(Collectors.joining());
    }
}
