package academy.exchange;

/** Nobody ever registered this id with the exchange, or all trace of it is gone. */
public final class BadEntityIdException extends ExchangeException {

    private final transient EntityId id;

    /** This id is unknown. */
    public BadEntityIdException(EntityId id) {
        super("Unknown mailbox: " + id + " is not registered with this exchange");
        this.id = id;
    }

    /** The unknown id. */
    public EntityId id() {
        return id;
    }
}
