package academy.exchange.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import academy.exchange.Exchange;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Tells whether the exchange works: the store answers, and every mailbox that should be served is.
 *
 * <p>DOWN when the store does not answer, when a mailbox was terminated under its container, or when a running container
 * with a handler to spare has not looked into its mailbox for longer than its poll timeout and a margin. A container
 * that was stopped or paused on purpose is shown so and is no reason to be DOWN; nor is one that had to restore its mailbox
 * since the store had lost it, which is shown with how often and when last.
 *
 * <p>May be asked by any thread at any time, and answers after the patience it was given at the latest, also when the
 * store hangs.
 */
public final class ExchangeHealthIndicator implements HealthIndicator {

    private final SignOfLife store;
    private final MailboxContainerRegistry registry;
    private final Duration margin;
    private final InstantSource clock;

    /**
     * @param patience how long to wait for the store to answer
     * @param margin how much longer than its poll timeout a container may go without a look into its mailbox
     */
    public ExchangeHealthIndicator(
            Exchange exchange,
            MailboxContainerRegistry registry,
            Duration patience,
            Duration margin,
            InstantSource clock) {
        this.store = new SignOfLife(exchange, patience);
        this.registry = registry;
        this.margin = margin;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        Map<String, Object> mailboxes = new LinkedHashMap<>();
        for (MailboxContainer container : registry.containers()) {
            MailboxContainer.Status status = container.status();
            Instant now = clock.instant();
            if (!isWell(status, container, now)) {
                health.down();
            }
            mailboxes.put(status.id(), details(status, now));
        }
        health.withDetail("mailboxes", mailboxes);
        store.addTo(health);
        return health.build();
    }

    private boolean isWell(MailboxContainer.Status status, MailboxContainer container, Instant now) {
        return switch (status.state()) {
            case RUNNING -> isBusy(status, container) || hasPolled(status, container, now);
            case PAUSED, STOPPED, STOPPING -> true;
            case TERMINATED -> false;
        };
    }

    /** A container whose every handler runs does not look for more. */
    private static boolean isBusy(MailboxContainer.Status status, MailboxContainer container) {
        return status.inFlight() >= container.options().concurrency();
    }

    private boolean hasPolled(MailboxContainer.Status status, MailboxContainer container, Instant now) {
        Duration longestSilence = container.options().pollTimeout().plus(margin);
        return status.lastPoll()
                .map(poll -> Duration.between(poll, now).compareTo(longestSilence) <= 0)
                .orElse(status.lastError().isEmpty());
    }

    private static Map<String, Object> details(MailboxContainer.Status status, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        status.mailbox().ifPresent(id -> details.put("mailbox", id.uid()));
        status.lastPoll()
                .ifPresent(poll ->
                        details.put("lastPoll", Duration.between(poll, now).toMillis() + " ms ago"));
        details.put("inFlight", status.inFlight());
        status.lastRestored()
                .ifPresent(restored -> details.put(
                        "restored",
                        status.restorations() + " times, last "
                                + Duration.between(restored, now).toMillis() + " ms ago"));
        status.lastError().ifPresent(error -> details.put("lastError", error));
        return details;
    }
}
