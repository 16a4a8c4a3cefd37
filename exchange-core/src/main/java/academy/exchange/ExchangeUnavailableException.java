package academy.exchange;

import org.jspecify.annotations.Nullable;

/** The store could not be reached or could not serve in time. Nothing was done, and it may be tried again. */
public final class ExchangeUnavailableException extends ExchangeException {

    /** The operation was not carried out for this reason. */
    public ExchangeUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
