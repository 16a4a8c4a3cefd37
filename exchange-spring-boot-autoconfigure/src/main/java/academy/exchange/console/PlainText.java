package academy.exchange.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import academy.exchange.ForeignText;

/** Makes each text among plain values one line of bounded length, without characters that change how others look. */
final class PlainText {

    private PlainText() {}

    static Map<String, Object> in(Map<String, Object> values) {
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((name, value) -> plain.put(name, value(value)));
        return plain;
    }

    private static Object value(Object value) {
        if (value instanceof String text) {
            return ForeignText.line(text);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(PlainText::value).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, each) -> plain.put(ForeignText.line(String.valueOf(name)), value(each)));
            return plain;
        }
        return value;
    }
}
