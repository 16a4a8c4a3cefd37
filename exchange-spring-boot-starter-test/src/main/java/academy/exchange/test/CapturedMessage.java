package academy.exchange.test;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import academy.exchange.Arguments;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.RemoteFailure;
import academy.exchange.Request;
import academy.exchange.Response;

/**
 * A message that the application sent, or took out of a mailbox. What it sends to itself is captured twice.
 *
 * @param direction which of both
 * @param message the message
 * @param codec reads what it carries
 */
public record CapturedMessage(Direction direction, Message message, MessageCodec codec) {

    /** Which way a message went. */
    public enum Direction {
        /** The application sent it, and it was accepted. */
        SENT,
        /** The application took it out of a mailbox. */
        RECEIVED
    }

    /** Whether this one sent it. */
    public boolean isSentBy(EntityId sender) {
        return direction == Direction.SENT && message.src().equals(sender);
    }

    /** Whether it was taken out of this one's mailbox. */
    public boolean isReceivedBy(EntityId receiver) {
        return direction == Direction.RECEIVED && message.dest().equals(receiver);
    }

    /** Whether it asks for this action. */
    public boolean asksFor(String action) {
        return action().filter(action::equals).isPresent();
    }

    /** Whether it answers this message. */
    public boolean answers(Message question) {
        return !message.isRequest() && message.tag().equals(question.tag());
    }

    /** The action it asks for; empty if it asks for none. */
    public Optional<String> action() {
        return message.body() instanceof Request.Action request ? Optional.of(request.action()) : Optional.empty();
    }

    /**
     * The arguments of the action it asks for.
     *
     * @throws IllegalStateException if it asks for none
     * @throws academy.exchange.PayloadException if they cannot be read
     */
    public Arguments arguments() {
        if (message.body() instanceof Request.Action request) {
            return codec.decodeArguments(request);
        }
        throw new IllegalStateException("No action is asked for by " + this);
    }

    /**
     * The value it answers with.
     *
     * @throws IllegalStateException if it is no such answer
     * @throws academy.exchange.PayloadException if the value cannot become an object of that type
     */
    public <T> @Nullable T result(Class<T> type) {
        if (message.body() instanceof Response.Result result) {
            return type.cast(codec.decodeResult(result, type));
        }
        throw new IllegalStateException("No value is in " + this);
    }

    /** The exception it answers with, as the asker sees it; empty if it does not. */
    public Optional<RemoteFailure> failure() {
        return message.body() instanceof Response.ActionError error
                ? Optional.of(codec.decodeFailure(error))
                : Optional.empty();
    }

    /** In one line. */
    @Override
    public String toString() {
        return direction + " " + message.body() + " from " + message.src() + " to " + message.dest();
    }
}
