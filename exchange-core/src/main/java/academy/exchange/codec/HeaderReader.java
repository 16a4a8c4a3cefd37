package academy.exchange.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.ForeignText;
import academy.exchange.Header;

/** Reads headers and the ids in them. */
final class HeaderReader {

    /** The protocol's own fields; what else there is are attributes if it is text, and nothing otherwise. */
    static final Set<String> FIELDS = Set.of("src", "dest", "tag", "label", "kind", "protocol_version");

    private static final Set<String> ID_FIELDS = Set.of("uid", "name", "role");

    /** What a header without the field means; one that says null means no version at all. */
    private static final String VERSION_IF_ABSENT = "1";

    private HeaderReader() {}

    static Header read(JsonNode node) {
        Fields header = Fields.of("header", node);
        return new Header(
                id(header.object("src")),
                id(header.object("dest")),
                header.uuid("tag"),
                header.optionalUuid("label"),
                kind(header),
                protocolVersion(header),
                attributes(header));
    }

    static EntityId id(Fields id) {
        for (Map.Entry<String, JsonNode> entry : id.entries()) {
            if (!ID_FIELDS.contains(entry.getKey())) {
                throw id.unreadable(entry.getKey(), "is no field of an id");
            }
        }
        Optional<String> name = Optional.ofNullable(id.optionalText("name"));
        String role = id.has("role") ? id.text("role") : "agent";
        return switch (role) {
            case "agent" -> new AgentId(id.uuid("uid"), name);
            case "user" -> new ClientId(id.uuid("uid"), name);
            default -> throw id.unreadable("role", "is neither agent nor user: " + ForeignText.quote(role));
        };
    }

    private static Header.Kind kind(Fields header) {
        String kind = header.text("kind");
        return switch (kind) {
            case "request" -> Header.Kind.REQUEST;
            case "response" -> Header.Kind.RESPONSE;
            default -> throw header.unreadable("kind", "is neither request nor response: " + ForeignText.quote(kind));
        };
    }

    private static @Nullable String protocolVersion(Fields header) {
        return header.has("protocol_version") ? header.optionalText("protocol_version") : VERSION_IF_ABSENT;
    }

    private static Map<String, String> attributes(Fields header) {
        Map<String, String> attributes = new LinkedHashMap<>();
        header.entries().forEach(entry -> {
            if (entry.getValue().isString() && !FIELDS.contains(entry.getKey())) {
                attributes.put(entry.getKey(), entry.getValue().stringValue());
            }
        });
        return attributes;
    }
}
