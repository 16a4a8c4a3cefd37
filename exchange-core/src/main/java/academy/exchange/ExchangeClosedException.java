package academy.exchange;

/** The exchange was closed, before or during the operation. */
public final class ExchangeClosedException extends ExchangeException {

    /** The operation met a closed exchange. */
    public ExchangeClosedException(String operation) {
        super("The exchange was closed: " + operation);
    }
}
