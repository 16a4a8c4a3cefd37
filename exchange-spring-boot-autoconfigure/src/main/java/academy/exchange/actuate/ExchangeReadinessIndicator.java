package academy.exchange.actuate;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Tells whether the application's agents are at work: UP once all that start with it have started, OUT_OF_SERVICE before and
 * from the moment in which it begins to stop. For a readiness group: it does not ask the store, since a store that is away
 * would take every instance out of service at once and none is the better for it.
 *
 * <p>May be asked by any thread at any time, and never blocks.
 */
public final class ExchangeReadinessIndicator implements HealthIndicator {

    private final MailboxContainerRegistry registry;

    /** Of the containers in this registry. */
    public ExchangeReadinessIndicator(MailboxContainerRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Health health() {
        return (registry.isRunning() ? Health.up() : Health.outOfService()).build();
    }
}
