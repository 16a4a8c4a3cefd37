package academy.exchange;

/** The mailbox was ended for everyone: it takes no message, gives none, and its agent answers no more. */
public final class MailboxTerminatedException extends ExchangeException {

    private final transient EntityId id;

    /** This mailbox was terminated. */
    public MailboxTerminatedException(EntityId id) {
        super("The mailbox of " + id + " was terminated");
        this.id = id;
    }

    /** Whose mailbox it was. */
    public EntityId id() {
        return id;
    }
}
