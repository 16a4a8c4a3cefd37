package academy.exchange.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import academy.exchange.AgentId;
import academy.exchange.Body;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/** Writes messages byte for byte as Python peers do: compact, fields in the protocol's order, nulls written out. */
final class EnvelopeWriter {

    private static final int HEADER_AT = "{\"header\":".length();

    /** What stands between header and body. No text looks like this: quotes inside of texts are escaped. */
    private static final byte[] BODY = ",\"body\":{".getBytes(StandardCharsets.US_ASCII);

    private final WireJson json;

    EnvelopeWriter(WireJson json) {
        this.json = json;
    }

    byte[] write(Message message) {
        return bytes(out -> {
            out.writeStartObject();
            out.writeName("header");
            header(out, message.header());
            out.writeName("body");
            body(out, message.body());
            out.writeEndObject();
        });
    }

    byte[] write(Header header) {
        return bytes(out -> header(out, header));
    }

    /** The header of a message that was written here. */
    static byte[] headerIn(byte[] message) {
        int end = HEADER_AT;
        while (message[end] != BODY[0] || !Arrays.equals(message, end, end + BODY.length, BODY, 0, BODY.length)) {
            end++;
        }
        return Arrays.copyOfRange(message, HEADER_AT, end);
    }

    private byte[] bytes(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = json.generator(bytes)) {
            content.accept(out);
        }
        return bytes.toByteArray();
    }

    private static void header(JsonGenerator out, Header header) {
        out.writeStartObject();
        id(out, "src", header.src());
        id(out, "dest", header.dest());
        uuid(out, "tag", header.tag());
        uuid(out, "label", header.label());
        text(out, "kind", header.kind() == Header.Kind.REQUEST ? "request" : "response");
        text(out, "protocol_version", header.protocolVersion());
        written(header.attributes()).forEach((name, value) -> attribute(out, name, value));
        out.writeEndObject();
    }

    /** Sorted, so that equal headers have equal bytes; of names that are the same once they are written, the last. */
    private static Map<String, String> written(Map<String, String> attributes) {
        Map<String, String> written = new TreeMap<>();
        new TreeMap<>(attributes).forEach((name, value) -> written.put(Surrogates.replaceLone(name), value));
        return written;
    }

    private static void attribute(JsonGenerator out, String name, String value) {
        if (HeaderReader.FIELDS.contains(name)) {
            throw new IllegalArgumentException(
                    "The header attribute '" + name + "' is a field of the protocol; give it another name");
        }
        text(out, name, value);
    }

    private static void body(JsonGenerator out, Body body) {
        out.writeStartObject();
        BodyKind kind = body instanceof Request request ? request(out, request) : response(out, (Response) body);
        text(out, "kind", kind.text());
        out.writeEndObject();
    }

    private static BodyKind request(JsonGenerator out, Request request) {
        if (request instanceof Request.Action action) {
            action(out, action);
            return BodyKind.ACTION_REQUEST;
        }
        if (request instanceof Request.Cancel cancel) {
            uuid(out, "target_tag", cancel.targetTag());
            return BodyKind.CANCEL_REQUEST;
        }
        if (request instanceof Request.Shutdown shutdown) {
            terminate(out, shutdown.terminate());
            return BodyKind.SHUTDOWN_REQUEST;
        }
        return BodyKind.PING_REQUEST;
    }

    private static BodyKind response(JsonGenerator out, Response response) {
        if (response instanceof Response.Result result) {
            result(out, result);
            return BodyKind.ACTION_RESPONSE;
        }
        if (response instanceof Response.ProtocolError error) {
            out.writeNumberProperty("error_code", error.code().code());
            id(out, "mailbox_id", error.mailbox());
            return BodyKind.ACADEMY_ERROR_RESPONSE;
        }
        if (response instanceof Response.ActionError error) {
            serialization(out, "serialization", error.serialization());
            text(out, "exception", error.exception());
            return BodyKind.USER_ERROR_RESPONSE;
        }
        return BodyKind.SUCCESS_RESPONSE;
    }

    private static void action(JsonGenerator out, Request.Action action) {
        text(out, "action", action.action());
        serialization(out, "serialization", action.serialization());
        serialization(out, "result_serialization", action.resultSerialization());
        serialization(out, "exception_serialization", action.exceptionSerialization());
        text(out, "pargs", action.positional());
        text(out, "kargs", action.named());
    }

    private static void terminate(JsonGenerator out, @Nullable Boolean terminate) {
        if (terminate == null) {
            out.writeNullProperty("terminate");
        } else {
            out.writeBooleanProperty("terminate", terminate);
        }
    }

    private static void result(JsonGenerator out, Response.Result result) {
        out.writeArrayPropertyStart("result");
        out.writeString(BodyReader.MARKER);
        out.writeString(Surrogates.replaceLone(result.result()));
        out.writeEndArray();
        serialization(out, "serialization", result.serialization());
    }

    private static void id(JsonGenerator out, String name, @Nullable EntityId id) {
        if (id == null) {
            out.writeNullProperty(name);
            return;
        }
        out.writeName(name);
        id(out, id);
    }

    /** The id as a value. */
    static void id(JsonGenerator out, EntityId id) {
        out.writeStartObject();
        uuid(out, "uid", id.uid());
        text(out, "name", id.name().orElse(null));
        text(out, "role", id instanceof AgentId ? "agent" : "user");
        out.writeEndObject();
    }

    private static void serialization(JsonGenerator out, String name, @Nullable Serialization value) {
        text(out, name, value == null ? null : value == Serialization.JSON ? "json" : "pickle");
    }

    private static void uuid(JsonGenerator out, String name, @Nullable UUID value) {
        text(out, name, value == null ? null : value.toString());
    }

    private static void text(JsonGenerator out, String name, @Nullable String value) {
        if (value == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, Surrogates.replaceLone(value));
        }
    }
}
