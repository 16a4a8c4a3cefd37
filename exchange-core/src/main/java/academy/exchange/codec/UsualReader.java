package academy.exchange.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;

/**
 * Reads messages in the form in which all known peers write them: in ASCII, each field once, of the
 * usual kind, those of the header in the protocol's order. It takes a fraction of the time of {@link EnvelopeReader}, to which everything else is left: what is lenient, rare
 * or broken. What is read here would come out the same there. For one message and one thread.
 */
final class UsualReader {

    /** Thrown where the usual form ends, which is no failure and needs no stack. */
    private static final class Unusual extends RuntimeException {

        private Unusual() {
            super("not the usual form", null, false, false);
        }
    }

    private final JsonParser parser;

    private UsualReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The message; null if it is not in the usual form. */
    static @Nullable Message read(WireJson json, byte[] content) {
        if (content.length > json.limits().messageSize() || !isAscii(content)) {
            return null;
        }
        try (JsonParser parser = json.quickParser(content)) {
            return new UsualReader(parser).message();
        } catch (JacksonException | Unusual left) {
            return null;
        }
    }

    /** And without a NUL, from which Jackson would conclude that it is UTF-16 or UTF-32. */
    private static boolean isAscii(byte[] content) {
        int signs = 0;
        for (byte each : content) {
            signs |= each - 1;
        }
        return signs >= 0;
    }

    private Message message() {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        require("header".equals(parser.nextName()));
        Header header = header();
        require("body".equals(parser.nextName()));
        Body body = body();
        require(parser.nextToken() == JsonToken.END_OBJECT);
        require(parser.nextToken() == null);
        require(header.kind() == (body instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE));
        return new Message(header, body);
    }

    private Header header() {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        EntityId src = id("src");
        EntityId dest = id("dest");
        UUID tag = uuid(text("tag"));
        String label = textOrNull("label");
        Header.Kind kind = kind(text("kind"));
        String version = text("protocol_version");
        require("1".equals(version));
        return new Header(src, dest, tag, label == null ? null : uuid(label), kind, version, attributes());
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = Map.of();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            attributes = attributes.isEmpty() ? new HashMap<>() : attributes;
            require(!HeaderReader.FIELDS.contains(name) && attributes.put(name, text()) == null);
        }
        requireEnd();
        return attributes;
    }

    private static Header.Kind kind(String text) {
        return switch (text) {
            case "request" -> Header.Kind.REQUEST;
            case "response" -> Header.Kind.RESPONSE;
            default -> throw new Unusual();
        };
    }

    private EntityId id(String field) {
        require(field.equals(parser.nextName()) && parser.nextToken() == JsonToken.START_OBJECT);
        UUID uid = uuid(text("uid"));
        Optional<String> name = Optional.ofNullable(textOrNull("name"));
        String role = text("role");
        require(parser.nextToken() == JsonToken.END_OBJECT);
        return switch (role) {
            case "agent" -> new AgentId(uid, name);
            case "user" -> new ClientId(uid, name);
            default -> throw new Unusual();
        };
    }

    private Body body() {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        UsualBody body = new UsualBody();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            require(body.add(name, "result".equals(name) ? markedText() : textOrNull()));
        }
        requireEnd();
        return body.build().orElseThrow(Unusual::new);
    }

    /** Of two texts, the first of which is the marker, the second. */
    private String markedText() {
        require(parser.nextToken() == JsonToken.START_ARRAY);
        require(BodyReader.MARKER.equals(text()));
        String text = text();
        require(parser.nextToken() == JsonToken.END_ARRAY);
        return text;
    }

    private String text(String field) {
        require(field.equals(parser.nextName()));
        return text();
    }

    private String text() {
        require(parser.nextToken() == JsonToken.VALUE_STRING);
        return parser.getString();
    }

    private @Nullable String textOrNull(String field) {
        require(field.equals(parser.nextName()));
        return textOrNull();
    }

    private @Nullable String textOrNull() {
        JsonToken token = parser.nextToken();
        require(token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL);
        return token == JsonToken.VALUE_NULL ? null : parser.getString();
    }

    private static UUID uuid(String text) {
        return Uuids.canonical(text).orElseThrow(Unusual::new);
    }

    private void requireEnd() {
        require(parser.currentToken() == JsonToken.END_OBJECT);
    }

    private static void require(boolean usual) {
        if (!usual) {
            throw new Unusual();
        }
    }
}
