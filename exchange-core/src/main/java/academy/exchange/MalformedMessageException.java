package academy.exchange;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What lay on a queue is not a message this library can read. */
public final class MalformedMessageException extends ExchangeException {

    private final transient @Nullable Header header;
    private final transient Response error;

    /**
     * Something cannot be read for this reason.
     *
     * @param header its header, if that much could be read
     * @param error what to tell whoever sent it, or whoever waits for it
     */
    public MalformedMessageException(
            String reason, @Nullable Header header, Response error, @Nullable Throwable cause) {
        super(reason, cause);
        this.header = header;
        this.error = error;
    }

    /** The response that tells the sender, if it was a request whose header could be read. */
    public Optional<Message> answer() {
        return header != null && header.kind() == Header.Kind.REQUEST
                ? Optional.of(new Message(header.reply(), error))
                : Optional.empty();
    }

    /** The error response to hand out in its place, if it was a response whose header could be read. */
    public Optional<Message> substitute() {
        return header != null && header.kind() == Header.Kind.RESPONSE
                ? Optional.of(new Message(header, error))
                : Optional.empty();
    }
}
