package academy.exchange;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One message: a header that says who sent it to whom, and a body that asks or answers.
 *
 * <p>A message is identified by its source, its tag and whether it asks or answers. Sending the same message again is
 * a retry, which the exchange recognises (see {@link Exchange#send(Message)}).
 *
 * <p>Immutable and safe for use by any thread.
 *
 * @param header who, to whom, which question
 * @param body what is asked or answered
 */
public record Message(Header header, Body body) {

    /**
     * @throws IllegalArgumentException if header and body disagree on whether this is a request, or if a client is
     *     asked to shut down
     */
    public Message {
        Header.Kind kind = body instanceof Request ? Header.Kind.REQUEST : Header.Kind.RESPONSE;
        if (header.kind() != kind) {
            throw new IllegalArgumentException("The header says " + header.kind() + ", the body is a " + kind);
        }
        if (body instanceof Request.Shutdown && header.dest() instanceof ClientId) {
            throw new IllegalArgumentException(
                    "A shutdown request is for agents, but " + header.dest() + " is a client");
        }
    }

    /** A request with a fresh tag and no label. */
    public static Message request(EntityId src, EntityId dest, Request body) {
        return request(src, dest, null, Map.of(), body);
    }

    /**
     * A request with a fresh tag.
     *
     * @param label the handle that asks, repeated by the response; null for none
     * @param attributes text fields of the header beside the protocol's own
     */
    public static Message request(
            EntityId src, EntityId dest, @Nullable UUID label, Map<String, String> attributes, Request body) {
        Header header = new Header(
                src, dest, UUID.randomUUID(), label, Header.Kind.REQUEST, ProtocolVersion.CURRENT, attributes);
        return new Message(header, body);
    }

    /**
     * The response to this request: source and destination swapped, tag and label kept.
     *
     * @throws IllegalStateException if this message is itself a response
     */
    public Message reply(Response body) {
        return new Message(header.reply(), body);
    }

    /** This message with these attributes in its header beside those it has, in place of those of the same names. */
    public Message withAttributes(Map<String, String> attributes) {
        return attributes.isEmpty() ? this : new Message(header.withAttributes(attributes), body);
    }

    /** Who sent it. */
    public EntityId src() {
        return header.src();
    }

    /** Whose mailbox it is for. */
    public EntityId dest() {
        return header.dest();
    }

    /** The tag that joins request and response. */
    public UUID tag() {
        return header.tag();
    }

    /** Whether this message asks; otherwise it answers. */
    public boolean isRequest() {
        return body instanceof Request;
    }
}
