package academy.exchange.handle;

import java.time.Duration;

import academy.exchange.Exchange;
import academy.exchange.HandleFactory;

/** Gives exchanges that are built without a factory of handles the one of this package, with a limit of 30 seconds. */
public final class ExchangeHandlesProvider implements HandleFactory.Provider {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Called by the service loader. */
    public ExchangeHandlesProvider() {}

    @Override
    public HandleFactory create(Exchange exchange) {
        return new ExchangeHandles(exchange, TIMEOUT);
    }
}
