package academy.exchange.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Tells whether the exchange works: the store answers, and every mailbox that should be served is.
 *
 * <p>DOWN when the store does not answer, when a mailbox was terminated under its container, or when a running container
 * has not looked into its mailbox for longer than its poll timeout and a margin. A container that was stopped on purpose
 * is shown as stopped and is no reason to be DOWN. Asking may take as long as the exchange's time limit for operations.
 */
public final class ExchangeHealthIndicator implements HealthIndicator {

    private final Exchange exchange;
    private final MailboxContainerRegistry registry;
    private final Duration longestSilence;
    private final InstantSource clock;

    /**
     * @param longestSilence how long ago the last look into a mailbox may be
     */
    public ExchangeHealthIndicator(
            Exchange exchange, MailboxContainerRegistry registry, Duration longestSilence, InstantSource clock) {
        this.exchange = exchange;
        this.registry = registry;
        this.longestSilence = longestSilence;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Instant now = clock.instant();
        List<MailboxContainer.Status> served =
                registry.containers().stream().map(MailboxContainer::status).toList();
        Health.Builder health = served.stream().allMatch(status -> isWell(status, now)) ? Health.up() : Health.down();
        Map<String, Object> mailboxes = new LinkedHashMap<>();
        served.forEach(status -> mailboxes.put(status.id(), details(status, now)));
        health.withDetail("mailboxes", mailboxes);
        try {
            health.withDetail("roundTrip", exchange.ping().toNanos() / 1_000 + " µs");
        } catch (ExchangeException e) {
            health.down().withDetail("error", e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        return health.build();
    }

    private boolean isWell(MailboxContainer.Status status, Instant now) {
        return switch (status.state()) {
            case RUNNING -> status.lastPoll().map(poll -> isRecent(poll, now)).orElse(true);
            case STOPPED, STOPPING -> true;
            case TERMINATED -> false;
        };
    }

    private boolean isRecent(Instant poll, Instant now) {
        return Duration.between(poll, now).compareTo(longestSilence) <= 0;
    }

    private static Map<String, Object> details(MailboxContainer.Status status, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        status.mailbox().ifPresent(id -> details.put("mailbox", id.uid()));
        status.lastPoll()
                .ifPresent(poll ->
                        details.put("lastPoll", Duration.between(poll, now).toMillis() + " ms ago"));
        details.put("inFlight", status.inFlight());
        status.lastError().ifPresent(error -> details.put("lastError", error));
        return details;
    }
}
