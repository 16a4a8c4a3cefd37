package academy.exchange.mailbox;

import academy.exchange.ExchangeException;
import academy.exchange.ForeignText;

/** What a log line says of a failure. */
final class LogText {

    private LogText() {}

    /** What an exception says, with its class unless it is one of the exchange's own, which speak for themselves. */
    static String of(Throwable failure) {
        return ForeignText.line(String.valueOf(failure instanceof ExchangeException ? failure.getMessage() : failure));
    }
}
