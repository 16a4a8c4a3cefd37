package academy.exchange;

import org.jspecify.annotations.Nullable;

/** The store refuses the operation for good, for example for want of rights: trying again changes nothing. */
public final class ExchangeRefusedException extends ExchangeException {

    /** The operation was refused for this reason. */
    public ExchangeRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
