package academy.exchange.codec;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Serialization;
import academy.exchange.codec.UsualTokens.Unusual;

import static academy.exchange.codec.UsualTokens.require;

/**
 * Reads messages in the form in which all known peers write them: in ASCII, each field once, of the
 * usual kind, those of the header and of actions in the protocol's order. It takes a fraction of the time of {@link EnvelopeReader}, to which everything else is left: what is lenient, rare
 * or broken. What is read here would come out the same there. For one message and one thread.
 */
final class UsualReader {

    /** How many objects and arrays lie inside each other. */
    private static final int DEPTH = 3;

    private final UsualTokens tokens;

    private UsualReader(UsualTokens tokens) {
        this.tokens = tokens;
    }

    /** The message; null if it is not in the usual form. */
    static @Nullable Message read(Limits limits, byte[] content) {
        if (content.length > limits.messageSize() || limits.depth() < DEPTH) {
            return null;
        }
        try {
            return new UsualReader(new UsualTokens(content, limits.stringLength())).message();
        } catch (Unusual left) {
            return null;
        }
    }

    private Message message() {
        tokens.beginObject();
        tokens.name("header");
        Header header = header();
        tokens.name("body");
        Body body = body();
        tokens.endObject();
        tokens.end();
        require(header.kind() == (body instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE));
        return new Message(header, body);
    }

    private Header header() {
        tokens.beginObject();
        EntityId src = id("src");
        EntityId dest = id("dest");
        tokens.name("tag");
        UUID tag = tokens.uuid();
        tokens.name("label");
        UUID label = tokens.uuidOrNull();
        Header.Kind kind = kind(text("kind"));
        String version = text("protocol_version");
        require("1".equals(version));
        return new Header(src, dest, tag, label, kind, version, attributes());
    }

    private Map<String, String> attributes() {
        Map<String, String> attributes = Map.of();
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            attributes = attributes.isEmpty() ? new HashMap<>() : attributes;
            require(!HeaderReader.FIELDS.contains(name) && attributes.put(name, tokens.text()) == null);
        }
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
        tokens.name(field);
        tokens.beginObject();
        tokens.name("uid");
        UUID uid = tokens.uuid();
        tokens.name("name");
        Optional<String> name = Optional.ofNullable(tokens.textOrNull());
        String role = text("role");
        tokens.endObject();
        return switch (role) {
            case "agent" -> new AgentId(uid, name);
            case "user" -> new ClientId(uid, name);
            default -> throw new Unusual();
        };
    }

    private Body body() {
        tokens.beginObject();
        UsualBody body = new UsualBody();
        String first = tokens.nextName();
        if ("action".equals(first)) {
            return action();
        }
        for (String name = first; name != null; name = tokens.nextName()) {
            require(body.add(name, "result".equals(name) ? markedText() : tokens.textOrNull()));
        }
        return body.build().orElseThrow(Unusual::new);
    }

    /** As all peers write it, since this is what most messages are. */
    private Request.Action action() {
        String action = tokens.text();
        Serialization serialization = serialization(text("serialization"));
        tokens.name("result_serialization");
        Serialization result = serializationOrNull();
        tokens.name("exception_serialization");
        Serialization exception = serializationOrNull();
        String positional = text("pargs");
        String named = text("kargs");
        require("action-request".equals(text("kind")));
        tokens.endObject();
        return new Request.Action(action, serialization, positional, named, result, exception);
    }

    private @Nullable Serialization serializationOrNull() {
        String text = tokens.textOrNull();
        return text == null ? null : serialization(text);
    }

    private static Serialization serialization(String text) {
        return switch (text) {
            case "json" -> Serialization.JSON;
            case "pickle" -> Serialization.PICKLE;
            default -> throw new Unusual();
        };
    }

    /** Of two texts, the first of which is the marker, the second. */
    private String markedText() {
        tokens.beginArray();
        tokens.next();
        require(BodyReader.MARKER.equals(tokens.text()));
        tokens.next();
        String text = tokens.text();
        tokens.endArray();
        return text;
    }

    private String text(String field) {
        tokens.name(field);
        return tokens.text();
    }
}
