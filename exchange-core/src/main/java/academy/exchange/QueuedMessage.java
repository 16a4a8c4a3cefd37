package academy.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message that waits in a mailbox, as somebody sees it who does not take it.
 *
 * @param message what lies there; empty if it cannot be read, as when a reader will put it aside as a dead letter
 * @param size how many bytes it has there
 * @param content the same as text, payload included; bytes that are not UTF-8 are shown as replacement characters
 */
public record QueuedMessage(Optional<Message> message, int size, String content) {

    /** What these bytes are to this codec. */
    public static QueuedMessage of(byte[] content, MessageCodec codec) {
        return new QueuedMessage(read(content, codec), content.length, new String(content, StandardCharsets.UTF_8));
    }

    private static Optional<Message> read(byte[] content, MessageCodec codec) {
        try {
            return Optional.of(codec.decode(content));
        } catch (MalformedMessageException unreadable) {
            return Optional.empty();
        }
    }
}
