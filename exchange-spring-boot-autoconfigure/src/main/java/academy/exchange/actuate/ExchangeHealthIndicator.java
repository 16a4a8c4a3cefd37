package academy.exchange.actuate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Tells whether the exchange works: the store answers, and every mailbox that should be served is.
 *
 * <p>DOWN when the store does not answer, when a mailbox was terminated under its container or its reader closed, or when a
 * running container with a handler to spare has not looked into its mailbox for longer than its poll timeout and a margin. A
 * container that was stopped or paused on purpose is shown so and is no reason to be DOWN; nor is one that had to restore its
 * mailbox since the store had lost it, which is shown with how often and when last. How much waits, and how much could not be
 * handled, is shown and decides nothing.
 *
 * <p>OUT_OF_SERVICE when nothing is DOWN, but the containers do not run as a whole: before they have all started, and while
 * the application stops.
 *
 * <p>The details count all containers and show some of them, those that are not well first. Neither what messages carry nor
 * how to log in is among them.
 *
 * <p>May be asked by any thread at any time, and answers after the timeout it was given at the latest, also when the
 * store hangs.
 */
public final class ExchangeHealthIndicator implements HealthIndicator {

    private final SignOfLife store;
    private final MailboxContainerRegistry registry;
    private final HealthLimits limits;
    private final InstantSource clock;
    private final FirstLooks firstLooks = new FirstLooks();

    /** Of the containers in this registry, and of the exchange that they use. */
    public ExchangeHealthIndicator(
            Exchange exchange, MailboxContainerRegistry registry, HealthLimits limits, InstantSource clock) {
        this.store = new SignOfLife(exchange, limits.timeout());
        this.registry = registry;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Health.Builder health = registry.isRunning() ? Health.up() : Health.outOfService();
        List<ContainerHealth> containers = new ArrayList<>();
        for (MailboxContainer container : registry.containers()) {
            containers.add(looked(container));
        }
        if (!containers.stream().allMatch(ContainerHealth::isWell)) {
            health.down();
        }
        health.withDetail("containers", counts(containers));
        addTo(health, containers);
        return health.build();
    }

    private ContainerHealth looked(MailboxContainer container) {
        MailboxContainer.Status status = container.status();
        // The time last, or a poll just now would lie in the future.
        Instant now = clock.instant();
        return ContainerHealth.of(
                container, status, now, firstLooks.awaited(container, status, now), limits.pollMargin());
    }

    private void addTo(Health.Builder health, List<ContainerHealth> containers) {
        List<ContainerHealth> shown = containers.stream()
                .sorted(Comparator.comparing(ContainerHealth::isWell))
                .limit(limits.maxAgents())
                .toList();
        List<EntityId> mailboxes = shown.stream()
                .map(each -> each.status().mailbox())
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        Map<EntityId, Map<String, Object>> counted = store.addTo(health, mailboxes);
        Map<String, Object> details = new LinkedHashMap<>();
        for (ContainerHealth container : shown) {
            Map<String, Object> one = container.details();
            container.status().mailbox().map(counted::get).ifPresent(one::putAll);
            details.put(container.status().id(), one);
        }
        health.withDetail("mailboxes", details);
    }

    private static Map<String, Object> counts(List<ContainerHealth> containers) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("total", containers.size());
        counts.put("running", count(containers, each -> each.status().state() == MailboxContainer.State.RUNNING));
        counts.put("notWell", count(containers, each -> !each.isWell()));
        return counts;
    }

    private static long count(List<ContainerHealth> containers, Predicate<ContainerHealth> which) {
        return containers.stream().filter(which).count();
    }
}
