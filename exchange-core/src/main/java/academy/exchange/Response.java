package academy.exchange;

import org.jspecify.annotations.Nullable;

/** A body that answers a request. */
public sealed interface Response extends Body {

    /**
     * The value an action returned. Made by {@link MessageCodec#encodeResult}, read by
     * {@link MessageCodec#decodeResult}.
     *
     * @param serialization how the text is encoded
     * @param result the value, JSON or a pickle in Base64
     */
    record Result(Serialization serialization, String result) implements Response {}

    /** The request was carried out and there is nothing to return: the answer to ping, cancel and shutdown. */
    record Success() implements Response {}

    /**
     * The exception an action threw. Made by {@link MessageCodec#encodeFailure}, read by
     * {@link MessageCodec#decodeFailure}.
     *
     * @param serialization how the text is encoded
     * @param exception the failure, a JSON object or a pickle in Base64
     */
    record ActionError(Serialization serialization, String exception) implements Response {}

    /**
     * An error of the exchange itself rather than of an action.
     *
     * @param code which error
     * @param mailbox the mailbox it is about; never null for {@link ErrorCode#MAILBOX_TERMINATED}, which peers
     *     cannot read without
     */
    record ProtocolError(ErrorCode code, @Nullable EntityId mailbox) implements Response {

        /**
         * @throws IllegalArgumentException if a terminated mailbox is not named
         */
        public ProtocolError {
            if (code == ErrorCode.MAILBOX_TERMINATED && mailbox == null) {
                throw new IllegalArgumentException("A MAILBOX_TERMINATED error needs the id of the mailbox");
            }
        }
    }
}
