package academy.exchange;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Decides which protocol versions are spoken here: any 1.x, written as Python's PEP 440 allows it. */
final class ProtocolVersion {

    static final String CURRENT = "1";

    private static final int MAX_LENGTH = 100;

    /** PEP 440 without its leading and trailing whitespace; group 1 is the major number, group 2 the local part. */
    private static final Pattern PEP_440 = Pattern.compile("v?(?:[0-9]+!)?([0-9]+)(?:\\.[0-9]+)*"
            + "(?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?[0-9]*)?"
            + "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
            + "(?:[-_.]?dev[-_.]?[0-9]*)?"
            + "(\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?");

    private static final Pattern ONE = Pattern.compile("0*1");

    private ProtocolVersion() {}

    static boolean isCompatible(@Nullable String version) {
        if (version == null || version.length() > MAX_LENGTH) {
            return false;
        }
        Matcher parsed = PEP_440.matcher(version.strip().toLowerCase(Locale.ROOT));
        return parsed.matches() && ONE.matcher(parsed.group(1)).matches() && parsed.group(2) == null;
    }
}
