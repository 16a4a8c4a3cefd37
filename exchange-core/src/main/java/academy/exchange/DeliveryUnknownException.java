package academy.exchange;

import org.jspecify.annotations.Nullable;

/**
 * An operation was given to the store, but the connection broke before the store's answer came: it may have been
 * carried out or not. Sending the same message again is safe, it does not arrive twice.
 */
public final class DeliveryUnknownException extends ExchangeException {

    /** The outcome of the operation is unknown for this reason. */
    public DeliveryUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
