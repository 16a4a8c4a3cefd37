package academy.exchange;

/** This reader of a mailbox was closed here; the mailbox itself may well live on. */
public final class MailboxClosedException extends ExchangeException {

    /** The reader of this mailbox was closed. */
    public MailboxClosedException(EntityId id) {
        super("The reader of the mailbox of " + id + " was closed; open another with getMailbox");
    }
}
