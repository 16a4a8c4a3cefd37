package academy.exchange;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who sent a message to whom, and which question it belongs to.
 *
 * @param src who sent it
 * @param dest whose mailbox it is for
 * @param tag joins a response to its request: the response repeats the request's tag
 * @param label a mark of the asker's, which a response repeats. Of requests asked through a handle it is the uid of the
 *     client that waits for the answers; Python peers find their handle by it alone. Null when no handle asked
 * @param kind request or response
 * @param protocolVersion the sender's protocol version, null when the sender wrote null
 * @param attributes text fields beside the protocol's own, by name, which peers that do not know them ignore; copied
 */
public record Header(
        EntityId src,
        EntityId dest,
        UUID tag,
        @Nullable UUID label,
        Kind kind,
        @Nullable String protocolVersion,
        Map<String, String> attributes) {

    /**
     * The attribute that names, by its uid, the client to send the response to instead of the request's source, see
     * {@link #reply()}. Peers that do not know it answer the source.
     */
    public static final String REPLY_TO = "exchange_reply_to";

    private static final int UUID_LENGTH = 36;

    /** Whether a message asks or answers. */
    public enum Kind {
        /** Asks; tracked until it is answered. */
        REQUEST,
        /** Answers. */
        RESPONSE
    }

    /** Copies the attributes. */
    public Header {
        attributes = Map.copyOf(attributes);
    }

    /** Whether this library speaks the sender's protocol version: any version 1 without a local part. */
    public boolean isCompatible() {
        return ProtocolVersion.isCompatible(protocolVersion);
    }

    /**
     * The header of the response to this request: source and destination swapped, tag and label kept, and always our
     * own protocol version. If the request has the attribute {@link #REPLY_TO}, the destination is the client it names;
     * one that is no uuid in its hyphenated form counts as not there.
     *
     * @throws IllegalStateException if this is itself the header of a response
     */
    public Header reply() {
        if (kind == Kind.RESPONSE) {
            throw new IllegalStateException("A response is not answered: this message answers request " + tag);
        }
        return new Header(dest, whoWaits(), tag, label, Kind.RESPONSE, ProtocolVersion.CURRENT, Map.of());
    }

    /** This header with these attributes beside those it has, in place of those of the same names. */
    public Header withAttributes(Map<String, String> added) {
        Map<String, String> all = new HashMap<>(attributes);
        all.putAll(added);
        return new Header(src, dest, tag, label, kind, protocolVersion, all);
    }

    private EntityId whoWaits() {
        String client = attributes.get(REPLY_TO);
        // What is shorter than a uuid is read by Java all the same, but was not written by us.
        if (client == null || client.length() != UUID_LENGTH) {
            return src;
        }
        try {
            return ClientId.of(client);
        } catch (IllegalArgumentException unreadable) {
            return src;
        }
    }
}
