package academy.exchange.codec;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Reads JSON in ASCII that has objects, texts and null where they are expected. It knows no more than that, and so takes a
 * fraction of the time of a real parser, to which everything else is left. For one message and one thread.
 */
final class UsualTokens {

    /** Names are short; a parser has a limit for them, too. */
    private static final int LONGEST_NAME = 1_000;

    private static final int UUID_LENGTH = 36;

    private final byte[] content;
    private final PlainSigns plain;
    private final int longest;
    private int at;

    /** Whether an object or array has begun and nothing of it was read. */
    private boolean fresh;

    /** Thrown where the usual form ends, which is no failure and needs no stack. */
    static final class Unusual extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unusual() {
            super("not the usual form", null, false, false);
        }
    }

    /** @param longest how many characters a text may have */
    UsualTokens(byte[] content, int longest) {
        this.content = content;
        this.plain = new PlainSigns(content);
        this.longest = longest;
    }

    static void require(boolean usual) {
        if (!usual) {
            throw new Unusual();
        }
    }

    /** Goes into an object. */
    void beginObject() {
        sign('{');
        fresh = true;
    }

    /** Goes into an array. */
    void beginArray() {
        sign('[');
        fresh = true;
    }

    /** Leaves the object, which has no further field. */
    void endObject() {
        sign('}');
        fresh = false;
    }

    /** Leaves the array, which has no further element. */
    void endArray() {
        sign(']');
        fresh = false;
    }

    /** The content ends here. */
    void end() {
        skipSpace();
        require(at == content.length);
    }

    /** The name of the next field; null if there is none, and the object is left. */
    @Nullable
    String nextName() {
        skipSpace();
        if (at < content.length && content[at] == '}') {
            endObject();
            return null;
        }
        next();
        String name = text();
        require(name.length() <= LONGEST_NAME);
        sign(':');
        return name;
    }

    /** The next field has this name, of letters and the like. */
    void name(String name) {
        next();
        sign('"');
        int end = at + name.length();
        require(end < content.length && content[end] == '"');
        for (int i = 0; i < name.length(); i++) {
            require(content[at + i] == name.charAt(i));
        }
        at = end + 1;
        sign(':');
    }

    /** Goes on to the next field or element. */
    void next() {
        if (!fresh) {
            sign(',');
        }
        fresh = false;
    }

    /** A text or null. */
    @Nullable
    String textOrNull() {
        return isNull() ? null : text();
    }

    /** A uuid with hyphens. */
    UUID uuid() {
        sign('"');
        int end = at + UUID_LENGTH;
        require(end < content.length && content[end] == '"');
        UUID uuid = Uuids.canonical(content, at);
        if (uuid == null) {
            throw new Unusual();
        }
        at = end + 1;
        return uuid;
    }

    /** A uuid with hyphens, or null. */
    @Nullable
    UUID uuidOrNull() {
        return isNull() ? null : uuid();
    }

    /** A text. */
    String text() {
        sign('"');
        int start = at;
        int escapes = 0;
        int i = plain.end(start);
        while (i < content.length && content[i] != '"') {
            require(content[i] == '\\');
            escapes++;
            i = plain.end(i + 2);
        }
        require(i < content.length && i - start <= longest);
        at = i + 1;
        return escapes == 0
                ? new String(content, start, i - start, StandardCharsets.ISO_8859_1)
                : unescaped(start, i, new byte[i - start - escapes]);
    }

    private String unescaped(int start, int end, byte[] text) {
        int length = 0;
        int i = start;
        while (i < end) {
            int escape = plain.end(i);
            System.arraycopy(content, i, text, length, escape - i);
            length += escape - i;
            i = escape;
            if (i < end && content[i + 1] == 'u') {
                text[length++] = unicode(i + 2, end);
                i += 6;
            } else if (i < end) {
                text[length++] = escaped(content[i + 1]);
                i += 2;
            }
        }
        return new String(text, 0, length, StandardCharsets.ISO_8859_1);
    }

    private static byte escaped(byte sign) {
        return switch (sign) {
            case '"', '\\', '/' -> sign;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> throw new Unusual();
        };
    }

    /** Only what is as long as a byte: all else is written as it is, and is no ASCII. */
    private byte unicode(int from, int end) {
        require(from + 4 <= end && content[from] == '0' && content[from + 1] == '0');
        int high = Uuids.digit(content[from + 2]);
        int low = Uuids.digit(content[from + 3]);
        require(high >= 0 && low >= 0);
        return (byte) (high << 4 | low);
    }

    private boolean isNull() {
        skipSpace();
        boolean isNull = at + 4 <= content.length
                && content[at] == 'n'
                && content[at + 1] == 'u'
                && content[at + 2] == 'l'
                && content[at + 3] == 'l';
        at += isNull ? 4 : 0;
        return isNull;
    }

    private void sign(char sign) {
        skipSpace();
        require(at < content.length && content[at] == sign);
        at++;
    }

    private void skipSpace() {
        while (at < content.length && content[at] <= ' ' && isSpace(content[at])) {
            at++;
        }
    }

    private static boolean isSpace(byte sign) {
        return sign == ' ' || sign == '\n' || sign == '\r' || sign == '\t';
    }
}
