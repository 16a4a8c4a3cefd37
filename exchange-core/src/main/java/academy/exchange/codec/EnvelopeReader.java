package academy.exchange.codec;

import java.nio.CharBuffer;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import academy.exchange.Body;
import academy.exchange.ForeignText;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.Request;

/**
 * Reads one message, header first, and remembers the header for the case that the rest is broken: whoever waits can then
 * be told. For one message and one thread.
 */
final class EnvelopeReader {

    /** How far a message that is refused unread is searched for its header. */
    private static final int SEARCHED_BYTES = 64 * 1024;

    private final WireJson json;
    private @Nullable Header header;
    private @Nullable JsonNode body;

    EnvelopeReader(WireJson json) {
        this.json = json;
    }

    /** The header, if it could be read. */
    @Nullable
    Header header() {
        return header;
    }

    /**
     * @throws UnreadableException if it is not a message
     */
    Message read(byte[] content) {
        try (JsonParser parser = json.parser(text(content))) {
            readFields(parser);
        } catch (JacksonException e) {
            throw json.unreadable(e);
        }
        return message();
    }

    /**
     * @throws UnreadableException if it is not a header
     */
    Header readHeader(byte[] content) {
        try (JsonParser parser = json.parser(text(content))) {
            return HeaderReader.read(json.document(parser));
        } catch (JacksonException e) {
            throw json.unreadable(e);
        }
    }

    private CharBuffer text(byte[] content) {
        if (content.length == 0) {
            throw new UnreadableException("empty: there is no message");
        }
        if (content[0] == Pickles.FIRST_BYTE) {
            throw new UnreadableException("a pickle: the peer is older than academy 0.5");
        }
        long limit = json.limits().messageSize();
        if (content.length > limit) {
            searchHeader(content);
            throw new UnreadableException("too large: " + content.length + " bytes, the limit is " + limit);
        }
        Utf8 decoded = Utf8.decode(content, content.length);
        if (decoded.badByte() >= 0) {
            searchHeader(content);
            throw new UnreadableException("not UTF-8: byte " + decoded.badByte() + " cannot be read");
        }
        return decoded.text();
    }

    /** Takes the header of a message that is not worth reading, if it is the first field as peers write it. */
    private void searchHeader(byte[] content) {
        CharBuffer start =
                Utf8.decode(content, Math.min(content.length, SEARCHED_BYTES)).text();
        try (JsonParser parser = json.parser(start)) {
            if (parser.nextToken() == JsonToken.START_OBJECT && "header".equals(parser.nextName())) {
                parser.nextToken();
                header = HeaderReader.read(json.tree(parser));
            }
        } catch (JacksonException | UnreadableException ignored) {
            // The message is refused for another reason anyway.
        }
    }

    private void readFields(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new UnreadableException("not a message: it is not a JSON object");
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "header" -> accept(HeaderReader.read(json.tree(parser)));
                case "body" -> body = json.tree(parser);
                default -> parser.skipChildren();
            }
        }
        json.requireEnd(parser);
    }

    /** An incompatible peer may mean anything by its body, so reading ends here. */
    private void accept(Header read) {
        header = read;
        if (!read.isCompatible()) {
            String version = read.protocolVersion();
            throw new UnreadableException("header.protocol_version is incompatible: "
                    + (version == null ? "null" : ForeignText.quote(version)) + ", but this side speaks version 1");
        }
    }

    private Message message() {
        if (header == null) {
            throw new UnreadableException("header is missing");
        }
        if (body == null) {
            throw new UnreadableException("body is missing");
        }
        Body content = new BodyReader(json).read(body);
        Header.Kind kind = content instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE;
        if (header.kind() != kind) {
            throw new UnreadableException("body.kind is that of a " + kind + ", but header.kind says " + header.kind());
        }
        try {
            return new Message(header, content);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(String.valueOf(e.getMessage()), e);
        }
    }
}
