package academy.exchange;

/** What the exchange knows of a mailbox. */
public enum MailboxStatus {
    /** Nobody ever registered this id, or all trace of it is gone. */
    MISSING,
    /** Registered: messages sent to it are kept until they are received. */
    ACTIVE,
    /** Ended for everyone: it takes no message and gives none. */
    TERMINATED
}
