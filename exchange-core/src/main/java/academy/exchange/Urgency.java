package academy.exchange;

import java.util.Optional;

/** The kinds of messages that need not wait behind the work of an agent: they cost no time or end a waiting. */
public enum Urgency {
    /** Pings, cancel and shutdown requests. */
    CONTROL,
    /** Responses that bear a label: answers to what the owner of the mailbox has asked through a handle. */
    ANSWER,
    /** Responses without a label: answers to requests that the owner of the mailbox has sent by hand. */
    RESPONSE;

    /** Of which of these kinds a message is; empty for a request for an action, which has to wait. */
    public static Optional<Urgency> of(Message message) {
        if (!message.isRequest()) {
            return Optional.of(message.header().label() == null ? RESPONSE : ANSWER);
        }
        return message.body() instanceof Request.Action ? Optional.empty() : Optional.of(CONTROL);
    }
}
