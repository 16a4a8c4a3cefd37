package academy.exchange;

/**
 * Makes text that others wrote fit for log lines and messages: one line, without control characters, not too long. For
 * implementers.
 */
public final class ForeignText {

    private static final int MAX_LINE = 200;
    private static final int MAX_QUOTE = 80;

    private ForeignText() {}

    /** The text as one line of at most 200 characters; what is more is cut off and marked with three dots. */
    public static String line(String text) {
        return line(text, MAX_LINE);
    }

    /** The text in single quotes, for the middle of a sentence: at most 80 characters, so that the sentence stays readable. */
    public static String quote(String text) {
        return "'" + line(text, MAX_QUOTE) + "'";
    }

    private static String line(String text, int limit) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), limit) + 3);
        text.codePoints().limit(limit).map(ForeignText::printable).forEach(line::appendCodePoint);
        return line.length() < text.length() ? line.append("...").toString() : line.toString();
    }

    private static int printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> ' ';
            default -> character;
        };
    }
}
