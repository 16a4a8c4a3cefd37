package academy.exchange.codec;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import academy.exchange.Body;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/**
 * Collects the fields of one body in the usual form: texts or null, each once, no more and no fewer than its kind has. Of all kinds
 * but actions, see {@link UsualReader}.
 */
final class UsualBody {

    private enum Field {
        SERIALIZATION,
        RESULT,
        EXCEPTION,
        TARGET_TAG,
        KIND
    }

    private static final Map<String, Field> FIELDS = Map.of(
            "serialization", Field.SERIALIZATION,
            "result", Field.RESULT,
            "exception", Field.EXCEPTION,
            "target_tag", Field.TARGET_TAG,
            "kind", Field.KIND);

    private static final Set<Field> OF_RESULT = EnumSet.of(Field.RESULT, Field.SERIALIZATION, Field.KIND);
    private static final Set<Field> OF_ERROR = EnumSet.of(Field.SERIALIZATION, Field.EXCEPTION, Field.KIND);
    private static final Set<Field> OF_CANCEL = EnumSet.of(Field.TARGET_TAG, Field.KIND);
    private static final Set<Field> KIND_ALONE = EnumSet.of(Field.KIND);

    private final Set<Field> seen = EnumSet.noneOf(Field.class);
    private final Map<Field, String> texts = new EnumMap<>(Field.class);

    /** Takes a field, unless it is one that no body has or was there before. */
    boolean add(String name, @Nullable String value) {
        Field field = FIELDS.get(name);
        if (field == null || !seen.add(field)) {
            return false;
        }
        if (value != null) {
            texts.put(field, value);
        }
        return true;
    }

    /** What the fields make, if it is usual. */
    Optional<Body> build() {
        String kind = texts.get(Field.KIND);
        if (kind == null) {
            return Optional.empty();
        }
        return switch (kind) {
            case "action-response" -> seen.equals(OF_RESULT) ? result() : Optional.empty();
            case "user-error-response" -> seen.equals(OF_ERROR) ? error() : Optional.empty();
            case "cancel-request" -> seen.equals(OF_CANCEL) ? cancel() : Optional.empty();
            case "ping-request" -> seen.equals(KIND_ALONE) ? Optional.of(new Request.Ping()) : Optional.empty();
            case "success-response" -> seen.equals(KIND_ALONE) ? Optional.of(new Response.Success()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<Body> result() {
        Serialization serialization = serialization(Field.SERIALIZATION);
        String result = texts.get(Field.RESULT);
        return serialization == null || result == null
                ? Optional.empty()
                : Optional.of(new Response.Result(serialization, result));
    }

    private Optional<Body> error() {
        Serialization serialization = serialization(Field.SERIALIZATION);
        String exception = texts.get(Field.EXCEPTION);
        return serialization == null || exception == null
                ? Optional.empty()
                : Optional.of(new Response.ActionError(serialization, exception));
    }

    private Optional<Body> cancel() {
        String tag = texts.get(Field.TARGET_TAG);
        return tag == null ? Optional.empty() : Uuids.canonical(tag).map(Request.Cancel::new);
    }

    private @Nullable Serialization serialization(Field field) {
        String text = texts.get(field);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "json" -> Serialization.JSON;
            case "pickle" -> Serialization.PICKLE;
            default -> null;
        };
    }
}
