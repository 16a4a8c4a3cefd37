package academy.exchange.codec;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Reads uuids in all forms that Python peers accept; {@link UUID#toString()} writes the one they print. */
final class Uuids {

    private static final String DIGITS =
            "([0-9a-fA-F]{8})(-?)([0-9a-fA-F]{4})\\2([0-9a-fA-F]{4})\\2([0-9a-fA-F]{4})\\2([0-9a-fA-F]{12})";

    private static final Pattern PLAIN = Pattern.compile("(?:urn:uuid:)?" + DIGITS);
    private static final Pattern BRACED = Pattern.compile("\\{" + DIGITS + "\\}");

    private static final int LENGTH = 36;

    private Uuids() {}

    /** The uuid: hyphenated or not, in upper or lower case, in braces, or after {@code urn:uuid:}. */
    static Optional<UUID> parse(String text) {
        Optional<UUID> canonical = canonical(text);
        if (canonical.isPresent()) {
            return canonical;
        }
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return Optional.of(uuid(plain));
        }
        Matcher braced = BRACED.matcher(text);
        return braced.matches() ? Optional.of(uuid(braced)) : Optional.empty();
    }

    /** As {@link #canonical(byte[], int)}, of a text that may be any. */
    static Optional<UUID> canonical(String text) {
        return text.length() == LENGTH
                ? Optional.ofNullable(canonical(text.getBytes(StandardCharsets.ISO_8859_1), 0))
                : Optional.empty();
    }

    /**
     * The uuid in these 36 bytes if it is hyphenated, as all peers write it, and else null; without a pattern, which would
     * take most of a message's time.
     */
    static @Nullable UUID canonical(byte[] text, int from) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            byte sign = text[from + i];
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (sign != '-') {
                    return null;
                }
                continue;
            }
            int digit = digit(sign);
            if (digit < 0) {
                return null;
            }
            if (i < LENGTH / 2) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new UUID(high, low);
    }

    /** What a hexadecimal digit stands for; -1 for all other signs. */
    static int digit(byte sign) {
        if (sign >= '0' && sign <= '9') {
            return sign - '0';
        }
        int letter = sign | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    private static UUID uuid(Matcher digits) {
        long high = Long.parseUnsignedLong(digits.group(1) + digits.group(3) + digits.group(4), 16);
        long low = Long.parseUnsignedLong(digits.group(5) + digits.group(6), 16);
        return new UUID(high, low);
    }
}
