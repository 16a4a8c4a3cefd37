package academy.exchange;

import org.jspecify.annotations.Nullable;

/**
 * There is no room: the destination's mailbox has reached its limit, the store has no memory left for a message or a new
 * mailbox, or as many answers are awaited here as may be. Nothing was done; it may be tried again when messages have been
 * taken out, or answers have come.
 */
public final class ExchangeFullException extends ExchangeException {

    /** The operation was not carried out for this reason. */
    public ExchangeFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
