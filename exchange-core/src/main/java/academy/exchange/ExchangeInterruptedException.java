package academy.exchange;

/** The thread was interrupted while it waited for the store or for an answer; its interrupt flag is set again. */
public final class ExchangeInterruptedException extends ExchangeException {

    /** The operation was interrupted. */
    public ExchangeInterruptedException(String operation, InterruptedException cause) {
        super("Interrupted: " + operation, cause);
    }
}
