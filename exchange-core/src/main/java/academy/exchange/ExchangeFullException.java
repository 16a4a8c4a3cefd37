package academy.exchange;

import org.jspecify.annotations.Nullable;

/**
 * There is no room for the message: the destination's mailbox has reached its limit, or the store its memory. Nothing was
 * done; it may be tried again when messages have been taken out.
 */
public final class ExchangeFullException extends ExchangeException {

    /** The operation was not carried out for this reason. */
    public ExchangeFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
