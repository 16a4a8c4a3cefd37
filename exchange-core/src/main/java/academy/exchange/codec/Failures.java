package academy.exchange.codec;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

import academy.exchange.ForeignText;
import academy.exchange.RemoteFailure;
import academy.exchange.Response;
import academy.exchange.Serialization;

/**
 * Writes and reads what is told of an exception. Python peers know the marker and the trace, and pass over the fields
 * for type, class and message, which are there for peers like this one.
 */
final class Failures {

    private static final String MARKER = "__exception__";
    private static final String TRACE = "exception_str";
    private static final String TYPE = "type";
    private static final String CLASS = "class";
    private static final String MESSAGE = "message";

    private static final int MAX_TRACE = 16 * 1024;
    private static final int MAX_MESSAGE = 4 * 1024;
    private static final int MAX_TYPE = 256;
    private static final int MAX_CLASS = 256;

    /** Up to seven bytes of a message stand for one character of a trace, and the message holds other things, too. */
    private static final int SHARE_OF_MESSAGE = 16;

    /**
     * The last line of a Python traceback: a class, perhaps with its modules, and perhaps a message. A lone word may be
     * anything, so a class without modules must begin like one.
     */
    private static final Pattern LAST_LINE =
            Pattern.compile("(?:(?:[A-Za-z_]\\w*\\.)++([A-Za-z_]\\w*)|([A-Z_]\\w*))(?::(?: (.*))?)?", Pattern.DOTALL);

    private final WireJson json;
    private final int maxTrace;
    private final int maxMessage;
    private final int maxClass;

    Failures(WireJson json) {
        long share = json.limits().messageSize() / SHARE_OF_MESSAGE;
        this.json = json;
        this.maxTrace = (int) Math.min(MAX_TRACE, share);
        this.maxMessage = (int) Math.min(MAX_MESSAGE, share / 4);
        this.maxClass = (int) Math.min(MAX_CLASS, share / 4);
    }

    Response.ActionError encode(RemoteFailure failure) {
        return new Response.ActionError(Serialization.JSON, json.text(out -> write(out, failure)));
    }

    RemoteFailure decode(Response.ActionError response) {
        if (response.serialization() == Serialization.PICKLE) {
            String refusal = Pickles.refusal("The exception is");
            return withoutType(refusal, refusal);
        }
        String text = response.exception();
        try {
            JsonNode tree = json.tree(text);
            if (tree.isString()) {
                return fromTrace(tree.stringValue());
            }
            return tree.isObject() ? read(tree, text) : withoutType(ForeignText.line(text), text);
        } catch (UnreadableException e) {
            return withoutType("The failure cannot be read: " + e.reason(), text);
        }
    }

    private void write(JsonGenerator out, RemoteFailure failure) {
        out.writeStartObject();
        out.writeBooleanProperty(MARKER, true);
        out.writeStringProperty(TRACE, trace(failure.trace()));
        failure.type().ifPresent(type -> out.writeStringProperty(TYPE, capped(type, MAX_TYPE)));
        // Part of a name would be that of another class, or of none.
        failure.className()
                .filter(name -> name.length() <= maxClass)
                .ifPresent(name -> out.writeStringProperty(CLASS, name));
        out.writeStringProperty(MESSAGE, capped(failure.message(), maxMessage));
        out.writeEndObject();
    }

    private String trace(String text) {
        String bounded = withoutMiddle(text, maxTrace);
        return bounded.endsWith("\n") ? bounded : bounded + "\n";
    }

    private static String capped(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit) + "...";
    }

    /** Both ends are kept: a Java trace tells the failure first, a Python traceback last. */
    private static String withoutMiddle(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int head = limit / 4 * 3;
        int tail = limit - head;
        return text.substring(0, head) + "\n... " + (text.length() - limit) + " characters left out ...\n"
                + text.substring(text.length() - tail);
    }

    private static RemoteFailure read(JsonNode failure, String text) {
        RemoteFailure derived = fromTrace(string(failure, TRACE).orElse(text));
        Optional<String> type = string(failure, TYPE);
        Optional<String> message = string(failure, MESSAGE);
        if (type.isEmpty() && message.isEmpty()) {
            return derived;
        }
        Optional<String> className = string(failure, CLASS).filter(name -> name.length() <= MAX_CLASS);
        return new RemoteFailure(type, className, message.orElse(""), derived.trace());
    }

    private static Optional<String> string(JsonNode failure, String field) {
        return failure.path(field).stringValueOpt();
    }

    private static RemoteFailure fromTrace(String trace) {
        String last = lastLine(trace);
        Matcher parsed = LAST_LINE.matcher(last);
        if (!parsed.matches()) {
            return withoutType(capped(last, MAX_MESSAGE), trace);
        }
        String type = parsed.group(1) == null ? parsed.group(2) : parsed.group(1);
        String message = parsed.group(3) == null ? "" : parsed.group(3);
        return new RemoteFailure(Optional.of(type), capped(message, MAX_MESSAGE), trace);
    }

    /**
     * The last line that tells something. A traceback of a Python agent that asked a Java agent ends with the frames of
     * that one, after the line that tells what failed there.
     */
    private static String lastLine(String trace) {
        int end = trace.stripTrailing().length();
        int start = trace.lastIndexOf('\n', end - 1) + 1;
        while (start > 0 && isFrame(trace.substring(start, end).strip())) {
            end = start - 1;
            start = trace.lastIndexOf('\n', end - 1) + 1;
        }
        return trace.substring(start, end).strip();
    }

    private static boolean isFrame(String line) {
        return line.isEmpty() || line.startsWith("at ") || line.startsWith("... ");
    }

    private static RemoteFailure withoutType(String message, String trace) {
        return new RemoteFailure(Optional.empty(), message, trace);
    }
}
