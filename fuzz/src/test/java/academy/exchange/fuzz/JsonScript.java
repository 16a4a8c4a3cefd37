package academy.exchange.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * Writes messages that are almost right: fields of every kind of header and body, some left out, doubled or of another
 * type, with values that are nested, repeated and written in every spelling of JSON.
 */
final class JsonScript {

    private static final int MAX_SIZE = Target.MESSAGE_SIZE + 64;
    private static final int MAX_DEPTH = 8;

    private static final String[] UUIDS = {
        "00000000-0000-4000-8000-000000000001",
        "FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF",
        "00000000000040008000000000000002",
        "{00000000-0000-4000-8000-000000000003}",
        "urn:uuid:00000000-0000-4000-8000-000000000004",
        "00000000-0000-4000-8000-00000000000",
        "0000000-00000-4000-8000-000000000005",
        ""
    };

    private static final String[] KINDS = {
        "action-request",
        "action-response",
        "user-error-response",
        "academy-error-response",
        "cancel-request",
        "shutdown-request",
        "ping-request",
        "success-response",
        "other"
    };

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1.5",
        "1e1000000000",
        "1E-2147483649",
        "1e99999999999",
        "-0.0",
        "NaN",
        "-Infinity",
        "Infinity",
        "9223372036854775808",
        "1e400",
        "00",
        "1.",
        "+1",
        "0." + "0".repeat(4000) + "1",
        "7".repeat(4300),
        "7".repeat(4301)
    };

    private static final String[] TEXTS = {
        "a",
        "",
        "\\ud800",
        "\\udc00x",
        "\\ud83d\\ude00",
        "\\u0000",
        "\\\\",
        "\\\"",
        "\\n",
        "__serialized__",
        "__exception__",
        "\u00e9",
        "\ud83d\ude00",
        "\\x",
        "\\uZZZZ",
        "json",
        "pickle",
        "gAQpLg==",
        "gAR9lC4=",
        "Traceback:\\nValueError: no"
    };

    private final Script script;
    private final StringBuilder out = new StringBuilder();

    private JsonScript(Script script) {
        this.script = script;
    }

    static byte[] write(Script script) {
        JsonScript message = new JsonScript(script);
        message.document();
        return message.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void document() {
        switch (script.below(6)) {
            case 0 -> value(0);
            case 1 -> header("request");
            default -> message();
        }
        if (script.once(32)) {
            value(0);
        }
    }

    private void message() {
        String kind = script.oneOf(KINDS);
        out.append("{\"header\":");
        header(kind.endsWith("request") ? "request" : "response");
        out.append(",\"body\":");
        if (script.once(12)) {
            quoted(() -> body(kind));
        } else {
            body(kind);
        }
        extra();
        out.append('}');
    }

    private void header(String kind) {
        out.append('{');
        id("src", "user");
        out.append(',');
        id("dest", "agent");
        uuid(",\"tag\":");
        if (script.once(3)) {
            out.append(",\"label\":null");
        } else {
            uuid(",\"label\":");
        }
        field("kind", text(script.once(24) ? "other" : kind));
        if (!script.once(6)) {
            field("protocol_version", script.oneOf("\"1\"", "\"1.1\"", "null", "\"2\"", "\"1+x\"", "1", "\"1.\""));
        }
        extra();
        out.append('}');
    }

    private void id(String name, String role) {
        out.append(text(name)).append(":{");
        uuid("\"uid\":");
        if (script.once(2)) {
            out.append(",\"name\":");
            string();
        }
        field("role", text(script.once(8) ? "user" : script.once(24) ? "other" : role));
        out.append('}');
    }

    private void uuid(String before) {
        out.append(before).append(text(script.once(8) ? script.oneOf(UUIDS) : UUIDS[0]));
    }

    private void body(String kind) {
        out.append("{\"kind\":").append(text(kind));
        switch (kind) {
            case "action-request" -> action();
            case "action-response" -> result();
            case "user-error-response" -> {
                serialization("serialization");
                out.append(",\"exception\":");
                payload();
            }
            case "academy-error-response" -> error();
            case "cancel-request" -> uuid(",\"target_tag\":");
            case "shutdown-request" -> field("terminate", script.oneOf("true", "false", "null", "1", "\"true\""));
            default -> extra();
        }
        extra();
        out.append('}');
    }

    private void action() {
        field("action", text("act"));
        serialization("serialization");
        serialization("result_serialization");
        if (!script.once(6)) {
            out.append(",\"pargs\":");
            payload();
        }
        if (!script.once(6)) {
            out.append(",\"kargs\":");
            payload();
        }
    }

    private void result() {
        serialization("serialization");
        out.append(",\"result\":");
        if (script.once(3)) {
            value(0);
            return;
        }
        out.append("[\"__serialized__\",");
        payload();
        out.append(']');
    }

    private void error() {
        field("error_code", script.oneOf("0", "1", "5", "6", "\"0\"", "0.0", "\"" + "0".repeat(5000) + "1\""));
        if (script.once(3)) {
            out.append(',');
            id("mailbox_id", "agent");
        }
    }

    private void payload() {
        if (script.once(4)) {
            value(0);
        } else {
            quoted(() -> container(0, script.below(2)));
        }
    }

    private void serialization(String name) {
        field(name, script.once(6) ? script.oneOf("\"pickle\"", "null", "1", "\"\"") : "\"json\"");
    }

    private void extra() {
        while (script.once(6) && !script.isUsedUp() && !isFull()) {
            out.append(',');
            string();
            out.append(':');
            value(0);
        }
    }

    private void value(int depth) {
        if (depth > MAX_DEPTH || script.isUsedUp() || isFull()) {
            out.append("null");
            return;
        }
        switch (script.below(10)) {
            case 0, 1 -> container(depth, 0);
            case 2, 3 -> container(depth, 1);
            case 4, 5 -> string();
            case 6 -> out.append(script.oneOf("true", "false", "null", "nul", "", "/**/1"));
            case 7 -> nested();
            default -> out.append(script.oneOf(NUMBERS));
        }
    }

    /** An array for 0, an object for 1. */
    private void container(int depth, int kind) {
        out.append(kind == 0 ? '[' : '{');
        int start = out.length();
        int size = script.below(5);
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.append(',');
            }
            if (kind == 1) {
                string();
                out.append(':');
            }
            value(depth + 1);
        }
        if (size > 0 && script.once(8)) {
            repeat(start, kind);
        }
        out.append(kind == 0 ? ']' : '}');
    }

    /** Writes what was written since the start again, many times; names get a number, so that they differ. */
    private void repeat(int start, int kind) {
        String written = out.substring(start);
        int times = script.oneOf(2, 10, 100, 1000, 10_000, 60_000);
        boolean distinct = kind == 1 && written.startsWith("\"") && !script.once(8);
        for (int i = 0; i < times && out.length() + written.length() + 8 < MAX_SIZE; i++) {
            out.append(',').append(distinct ? "\"" + i + written.substring(1) : written);
        }
    }

    private void nested() {
        int levels = script.oneOf(2, 50, 97, 98, 99, 100, 101, 1000, 10_000);
        boolean array = !script.once(2);
        for (int i = 0; i < levels && !isFull(); i++) {
            out.append(array ? "[" : "{\"a\":");
        }
        out.append(array ? "" : "0");
        for (int i = 0; i < levels && !isFull(); i++) {
            out.append(array ? ']' : '}');
        }
    }

    private void string() {
        if (script.once(3)) {
            String letters = new String(script.bytes(script.below(10)), StandardCharsets.UTF_8);
            out.append('"').append(letters).append('"');
            return;
        }
        int times = script.once(6) ? script.oneOf(10, 100, 1000, 60_000) : 1;
        String part = script.oneOf(TEXTS);
        out.append('"')
                .append(part.repeat(Math.min(times, MAX_SIZE / (part.length() + 1))))
                .append('"');
    }

    private void field(String name, String json) {
        out.append(',').append(text(name)).append(':').append(script.once(48) ? "[]" : json);
    }

    private static String text(String text) {
        return '"' + text + '"';
    }

    /** What this writes, as a JSON string. */
    private void quoted(Runnable content) {
        int start = out.length();
        content.run();
        String inner = out.substring(start);
        out.setLength(start);
        out.append('"')
                .append(inner.replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
    }

    private boolean isFull() {
        return out.length() > MAX_SIZE;
    }
}
