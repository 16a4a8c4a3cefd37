package academy.exchange.mailbox;

import org.jspecify.annotations.Nullable;

import academy.exchange.ExchangeException;

/** Makes text of others fit for one line of a log. */
final class LogText {

    private static final int MAX_LENGTH = 200;

    private LogText() {}

    /** The text without control characters, cut after 200 characters. */
    static String of(@Nullable Object text) {
        String whole = String.valueOf(text);
        String cut = whole.length() > MAX_LENGTH ? whole.substring(0, MAX_LENGTH) + "..." : whole;
        return cut.replaceAll("\\p{Cntrl}", " ");
    }

    /** What an exception says, with its class unless it is one of the exchange's own, which speak for themselves. */
    static String of(Throwable failure) {
        return failure instanceof ExchangeException ? of((Object) failure.getMessage()) : of((Object) failure);
    }
}
