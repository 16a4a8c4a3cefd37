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

    private Uuids() {}

    /** The uuid: hyphenated or not, in upper or lower case, in braces, or after {@code urn:uuid:}. */
    static Optional<UUID> parse(String text) {
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return Optional.of(uuid(plain));
        }
        Matcher braced = BRACED.matcher(text);
        return braced.matches() ? Optional.of(uuid(braced)) : Optional.empty();
    }

    private static UUID uuid(Matcher digits) {
        long high = Long.parseUnsignedLong(digits.group(1) + digits.group(3) + digits.group(4), 16);
        long low = Long.parseUnsignedLong(digits.group(5) + digits.group(6), 16);
        return new UUID(high, low);
    }
}
