package academy.exchange.codec;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** The uuid if it is hyphenated, as all peers write it; without a pattern, which would take most of a message's time. */
    static Optional<UUID> canonical(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char sign = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (sign != '-') {
                    return Optional.empty();
                }
                continue;
            }
            int digit = sign < 128 ? Character.digit(sign, 16) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            if (i < LENGTH / 2) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return Optional.of(new UUID(high, low));
    }

    private static UUID uuid(Matcher digits) {
        long high = Long.parseUnsignedLong(digits.group(1) + digits.group(3) + digits.group(4), 16);
        long low = Long.parseUnsignedLong(digits.group(5) + digits.group(6), 16);
        return new UUID(high, low);
    }
}
