package academy.exchange;

import java.util.Optional;

/** The kinds of messages that need not wait behind the work of an agent: they cost no time or end a waiting. */
public enum Urgency {
    /** Pings, cancel and shutdown requests. */
    CONTROL,
    /** Answers to what the owner of the mailbox has asked. */
    RESPONSE;

    /** Of which of these kinds a message is; empty for a request for an action, which has to wait. */
    public static Optional<Urgency> of(Message message) {
        if (!message.isRequest()) {
            return Optional.of(RESPONSE);
        }
        return message.body() instanceof Request.Action ? Optional.empty() : Optional.of(CONTROL);
    }
}
