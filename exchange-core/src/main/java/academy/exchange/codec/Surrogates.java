package academy.exchange.codec;

import java.util.Locale;

/**
 * Java strings may hold halves of surrogate pairs, UTF-8 may not, and Python peers stop listening when they meet one. So
 * they are escaped inside inner texts, where every JSON reader takes them, and replaced in the outer document.
 */
final class Surrogates {

    private static final int REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** JSON text with lone halves written as escapes; outside its strings JSON has no such characters. */
    static String escapeLone(String json) {
        if (!hasLone(json)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints().forEach(character -> {
            if (isLone(character)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", character));
            } else {
                escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }

    /** Text with lone halves replaced by U+FFFD. */
    static String replaceLone(String text) {
        if (!hasLone(text)) {
            return text;
        }
        StringBuilder replaced = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> isLone(character) ? REPLACEMENT : character)
                .forEach(replaced::appendCodePoint);
        return replaced.toString();
    }

    private static boolean hasLone(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int character = text.codePointAt(i);
                if (isLone(character)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    private static boolean isLone(int character) {
        return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    }
}
