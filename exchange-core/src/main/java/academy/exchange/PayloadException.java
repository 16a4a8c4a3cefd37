package academy.exchange;

import org.jspecify.annotations.Nullable;

/** A value cannot be written as JSON, or what was received cannot become an object of the type asked for. */
public final class PayloadException extends ExchangeException {

    /** The value cannot be converted for this reason. */
    public PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
