package academy.exchange.codec;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

import academy.exchange.Body;
import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.ForeignText;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;

/** Reads bodies. Texts that hold arguments, results and failures are kept as they came. */
final class BodyReader {

    /** Marks a result that is encoded, in the first of two elements; the second is the text. */
    static final String MARKER = "__serialized__";

    private final WireJson json;

    BodyReader(WireJson json) {
        this.json = json;
    }

    Body read(JsonNode node) {
        Fields body = Fields.of("body", node.isString() ? parse(node.stringValue()) : node);
        return switch (kind(body)) {
            case ACTION_REQUEST -> action(body);
            case PING_REQUEST -> new Request.Ping();
            case CANCEL_REQUEST -> new Request.Cancel(body.uuid("target_tag"));
            case SHUTDOWN_REQUEST -> new Request.Shutdown(body.optionalBoolean("terminate"));
            case ACTION_RESPONSE -> result(body);
            case ACADEMY_ERROR_RESPONSE -> protocolError(body);
            case USER_ERROR_RESPONSE ->
                new Response.ActionError(body.serialization("serialization"), body.text("exception"));
            case SUCCESS_RESPONSE -> new Response.Success();
        };
    }

    private JsonNode parse(String text) {
        try {
            return json.tree(text);
        } catch (UnreadableException e) {
            throw new UnreadableException("body, given as text, is " + e.reason(), e);
        }
    }

    private static BodyKind kind(Fields body) {
        String kind = body.text("kind");
        return BodyKind.of(kind).orElseThrow(() -> body.unreadable("kind", "is unknown: " + ForeignText.quote(kind)));
    }

    private Request.Action action(Fields body) {
        String action = body.text("action");
        Serialization declared = body.serialization("serialization");
        // Plain arguments are JSON whatever the body says of texts.
        Serialization actual = isText(body, "pargs") || isText(body, "kargs") ? declared : Serialization.JSON;
        boolean pickled = actual == Serialization.PICKLE;
        return new Request.Action(
                action,
                actual,
                argumentText(body, "pargs", JsonNodeType.ARRAY, pickled ? Pickles.EMPTY_TUPLE : "[]"),
                argumentText(body, "kargs", JsonNodeType.OBJECT, pickled ? Pickles.EMPTY_DICT : "{}"),
                body.optionalSerialization("result_serialization"),
                body.optionalSerialization("exception_serialization"));
    }

    private String argumentText(Fields body, String name, JsonNodeType plain, String empty) {
        if (!body.has(name)) {
            return empty;
        }
        JsonNode value = body.require(name);
        return value.getNodeType() == plain ? json.text(value) : body.text(name);
    }

    private static boolean isText(Fields body, String name) {
        return body.has(name) && body.require(name).isString();
    }

    private Response.Result result(Fields body) {
        Serialization serialization = body.serialization("serialization");
        JsonNode result = body.require("result");
        if (!isMarked(result)) {
            return new Response.Result(Serialization.JSON, json.text(result));
        }
        if (!result.get(1).isString()) {
            throw body.unreadable("result", "is marked as text, but holds none");
        }
        return new Response.Result(serialization, result.get(1).stringValue());
    }

    private static boolean isMarked(JsonNode result) {
        return result.isArray()
                && result.size() == 2
                && MARKER.equals(result.get(0).stringValue(""));
    }

    private static Response.ProtocolError protocolError(Fields body) {
        ErrorCode code = errorCode(body);
        EntityId mailbox = mailbox(body);
        if (code == ErrorCode.MAILBOX_TERMINATED && mailbox == null) {
            throw body.unreadable("mailbox_id", "is missing, but error code 0 is about a mailbox");
        }
        return new Response.ProtocolError(code, mailbox);
    }

    private static @Nullable EntityId mailbox(Fields body) {
        return body.find("mailbox_id") == null ? null : HeaderReader.id(body.object("mailbox_id"));
    }

    private static ErrorCode errorCode(Fields body) {
        JsonNode value = body.require("error_code");
        String digits = value.isIntegralNumber() ? value.asString() : value.stringValue("");
        if (!digits.matches("0*[0-5]")) {
            throw body.unreadable("error_code", "is none of the protocol's, which has 0 to 5");
        }
        return ErrorCode.of(digits.charAt(digits.length() - 1) - '0');
    }
}
