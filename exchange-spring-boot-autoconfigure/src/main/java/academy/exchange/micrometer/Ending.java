package academy.exchange.micrometer;

import java.util.Locale;

import academy.exchange.ExchangeObserver.Outcome;

/** What learns at its end how it ended. */
interface Ending {

    /** The outcome of what has not ended. */
    String UNKNOWN = "unknown";

    void ended(Outcome how);

    static String text(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
