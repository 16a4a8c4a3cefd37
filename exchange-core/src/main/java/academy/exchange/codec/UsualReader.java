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
 * Reads messages in the form in which all known peers write them: in ASCII, header first, each field once and of the usual
 * kind. It takes a fraction of the time of {@link EnvelopeReader}, to which everything else is left: what is lenient, rare
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
        EntityId src = null;
        EntityId dest = null;
        UUID tag = null;
        UUID label = null;
        Header.Kind kind = null;
        String version = null;
        Map<String, String> attributes = Map.of();
        int seen = 0;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            switch (name) {
                case "src" -> {
                    seen = once(seen, 1);
                    src = id();
                }
                case "dest" -> {
                    seen = once(seen, 2);
                    dest = id();
                }
                case "tag" -> {
                    seen = once(seen, 4);
                    tag = uuid(text());
                }
                case "label" -> {
                    seen = once(seen, 8);
                    String text = textOrNull();
                    label = text == null ? null : uuid(text);
                }
                case "kind" -> {
                    seen = once(seen, 16);
                    kind = kind(text());
                }
                case "protocol_version" -> {
                    seen = once(seen, 32);
                    version = text();
                }
                default -> attributes = with(attributes, name, text());
            }
        }
        requireEnd();
        if (src == null || dest == null || tag == null || kind == null || !"1".equals(version)) {
            throw new Unusual();
        }
        return new Header(src, dest, tag, label, kind, version, attributes);
    }

    private static Map<String, String> with(Map<String, String> attributes, String name, String value) {
        Map<String, String> more = attributes.isEmpty() ? new HashMap<>() : attributes;
        require(more.put(name, value) == null);
        return more;
    }

    private static Header.Kind kind(String text) {
        return switch (text) {
            case "request" -> Header.Kind.REQUEST;
            case "response" -> Header.Kind.RESPONSE;
            default -> throw new Unusual();
        };
    }

    /** Its three fields in the protocol's order. */
    private EntityId id() {
        require(parser.nextToken() == JsonToken.START_OBJECT);
        require("uid".equals(parser.nextName()));
        UUID uid = uuid(text());
        require("name".equals(parser.nextName()));
        Optional<String> name = Optional.ofNullable(textOrNull());
        require("role".equals(parser.nextName()));
        String role = text();
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

    private String text() {
        require(parser.nextToken() == JsonToken.VALUE_STRING);
        return parser.getString();
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

    private static int once(int seen, int field) {
        require((seen & field) == 0);
        return seen | field;
    }

    private static void require(boolean usual) {
        if (!usual) {
            throw new Unusual();
        }
    }
}
