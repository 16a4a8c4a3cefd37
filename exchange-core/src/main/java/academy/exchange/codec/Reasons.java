package academy.exchange.codec;

import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

import academy.exchange.ForeignText;

/**
 * Says in our words what Jackson found.
 *
 * @param limits those that Jackson checked
 */
record Reasons(Limits limits) {

    /** Jackson names the setting behind a limit, but nobody can reach that setting from outside. */
    private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");

    String whyUnreadable(JacksonException failure) {
        if (failure instanceof StreamConstraintsException) {
            return overLimit(failure);
        }
        if (failure instanceof UnexpectedEndOfInputException) {
            return "truncated JSON: it ends after " + failure.getLocation().getCharOffset() + " characters";
        }
        String text = originalMessage(failure);
        return (text.startsWith("Duplicate Object property") ? "duplicate field: " : "not JSON: ") + text;
    }

    String whyNotConverted(RuntimeException failure) {
        if (failure instanceof StreamConstraintsException constraint) {
            return ForeignText.line(overLimit(constraint));
        }
        if (failure instanceof JacksonException jackson) {
            String path = jackson.getPathReference();
            return ForeignText.line(originalMessage(jackson) + (path.isEmpty() ? "" : " (at " + path + ")"));
        }
        return ForeignText.line(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    private String overLimit(JacksonException failure) {
        String text = SETTING.matcher(originalMessage(failure)).replaceAll("");
        return text.contains("nesting depth")
                ? "nested too deep: more than " + limits.depth() + " levels"
                : "over a limit: " + text;
    }

    private static String originalMessage(JacksonException failure) {
        return String.valueOf(failure.getOriginalMessage());
    }
}
