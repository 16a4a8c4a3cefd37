package academy.exchange;

/** What a reader of a mailbox promises for a message when its process dies. */
public enum DeliveryMode {
    /** A message is gone from the mailbox when it is taken: it is handled once, or not at all. */
    AT_MOST_ONCE,
    /**
     * A message that is taken stays with the store until it is settled, see {@link Acknowledgement}: if the process dies,
     * it is delivered again. It is handled once or, after a fault, more often.
     */
    AT_LEAST_ONCE
}
