package academy.exchange.codec;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import academy.exchange.ForeignText;
import academy.exchange.Serialization;

/** One JSON object of a message, and where in the message it stands, so that every complaint names the field. */
final class Fields {

    private final String path;
    private final JsonNode object;

    private Fields(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    /**
     * @throws UnreadableException if it is not an object; all the other methods throw it as well when a field is missing
     *     or of the wrong kind
     */
    static Fields of(String path, JsonNode node) {
        if (!node.isObject()) {
            throw new UnreadableException(path + " is not a JSON object");
        }
        return new Fields(path, node);
    }

    Set<Map.Entry<String, JsonNode>> entries() {
        return object.properties();
    }

    boolean has(String name) {
        return object.has(name);
    }

    /** The field's value; null if it is missing or JSON null. */
    @Nullable
    JsonNode find(String name) {
        return object.hasNonNull(name) ? object.get(name) : null;
    }

    JsonNode require(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw unreadable(name, "is missing");
        }
        return value;
    }

    Fields object(String name) {
        return of(path + "." + name, require(name));
    }

    String text(String name) {
        return text(name, require(name));
    }

    @Nullable
    String optionalText(String name) {
        JsonNode value = find(name);
        return value == null ? null : text(name, value);
    }

    UUID uuid(String name) {
        return uuid(name, text(name));
    }

    @Nullable
    UUID optionalUuid(String name) {
        String text = optionalText(name);
        return text == null ? null : uuid(name, text);
    }

    @Nullable
    Boolean optionalBoolean(String name) {
        JsonNode value = find(name);
        if (value != null && !value.isBoolean()) {
            throw unreadable(name, "is neither true, false nor null");
        }
        return value == null ? null : value.booleanValue();
    }

    Serialization serialization(String name) {
        return serialization(name, text(name));
    }

    @Nullable
    Serialization optionalSerialization(String name) {
        String text = optionalText(name);
        return text == null ? null : serialization(name, text);
    }

    UnreadableException unreadable(String name, String complaint) {
        return new UnreadableException(path + "." + name + " " + complaint);
    }

    private String text(String name, JsonNode value) {
        if (!value.isString()) {
            throw unreadable(name, "is not a string");
        }
        return value.stringValue();
    }

    private UUID uuid(String name, String text) {
        return Uuids.parse(text).orElseThrow(() -> unreadable(name, "is not a uuid: " + ForeignText.quote(text)));
    }

    private Serialization serialization(String name, String text) {
        return switch (text) {
            case "json" -> Serialization.JSON;
            case "pickle" -> Serialization.PICKLE;
            default -> throw unreadable(name, "is neither json nor pickle: " + ForeignText.quote(text));
        };
    }
}
