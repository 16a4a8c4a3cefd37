package academy.exchange;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How messages and what they carry look on the wire. Implementations are immutable and safe for use by any thread, and
 * every method works in memory, without blocking.
 */
public interface MessageCodec {

    /**
     * The bytes that go onto a queue.
     *
     * @throws MessageTooLargeException if they are more than the limit
     */
    byte[] encode(Message message);

    /** The header alone, as kept for a request until it is answered: the same bytes as inside {@link #encode}. */
    byte[] encodeHeader(Header header);

    /**
     * The header of a message that was encoded, as {@link #encodeHeader(Header)} gives it: for codecs that find it there in less
     * time.
     *
     * @param encoded what {@link #encode} gave for this message
     */
    default byte[] encodeHeader(Message message, byte[] encoded) {
        return encodeHeader(message.header());
    }

    /**
     * Reads what lay on a queue.
     *
     * @throws MalformedMessageException if it is not a message this library can read; it says what can be done about it
     */
    Message decode(byte[] content);

    /**
     * Reads what {@link #encodeHeader} wrote, here or on a Python peer.
     *
     * @throws MalformedMessageException if it is not a header
     */
    Header decodeHeader(byte[] content);

    /**
     * A request for an action.
     *
     * @param positional arguments in order
     * @param named arguments by name
     * @throws PayloadException if an argument cannot be expressed in JSON; the message names it
     */
    Request.Action encodeAction(String action, List<?> positional, Map<String, ?> named);

    /**
     * Reads the arguments of a request.
     *
     * @throws PayloadException if they are not arguments this library can read
     */
    Arguments decodeArguments(Request.Action request);

    /**
     * The answer with a value.
     *
     * @throws PayloadException if the value cannot be expressed in JSON
     */
    Response.Result encodeResult(@Nullable Object value);

    /**
     * Reads the value of an answer.
     *
     * @throws PayloadException if it cannot become an object of that type
     */
    @Nullable
    Object decodeResult(Response.Result response, Type type);

    /** The answer with a failure. */
    Response.ActionError encodeFailure(RemoteFailure failure);

    /** Reads a failure; one that cannot be understood comes back with its raw text as trace, never as an exception. */
    RemoteFailure decodeFailure(Response.ActionError response);

    /**
     * What a value of this type looks like in JSON, as a JSON Schema in plain maps, lists and texts.
     *
     * @return empty, which anything fits, if that is not known; so is the default
     */
    default Map<String, Object> schema(Type type) {
        return Map.of();
    }
}
