package academy.exchange;

/** The kinds of messages that need not wait behind the work of an agent: they cost no time or end a waiting. */
public enum Urgency {
    /** Pings, cancel and shutdown requests. */
    CONTROL,
    /** Answers to what the owner of the mailbox has asked. */
    RESPONSE
}
