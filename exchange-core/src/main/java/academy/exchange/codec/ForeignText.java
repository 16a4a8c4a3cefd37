package academy.exchange.codec;

/** Text that others wrote, made fit for our messages and logs: one line, no control characters, not too long. */
final class ForeignText {

    private static final int MAX_LINE = 200;
    private static final int MAX_QUOTE = 80;

    private ForeignText() {}

    static String line(String text) {
        return line(text, MAX_LINE);
    }

    /** A value inside a sentence: shorter than a line, so that it cannot push the sentence out. */
    static String quote(String text) {
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
