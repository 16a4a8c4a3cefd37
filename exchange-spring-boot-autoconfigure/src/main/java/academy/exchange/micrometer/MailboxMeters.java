package academy.exchange.micrometer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.event.EventListener;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.mailbox.ContainerEvent;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Shows the containers of an application and what lies in their mailboxes, each under its id. The store is asked when the
 * meters are read, for all mailboxes at once, every 5 seconds at most; what it does not tell within half a second is not a
 * number. Meters go when a container is removed from the registry.
 *
 * <p>Safe for use by any thread.
 */
public final class MailboxMeters implements SmartInitializingSingleton {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final String MESSAGES = "messages";

    private final MeterRegistry meters;
    private final MailboxContainerRegistry containers;
    private final MailboxCounts counts;
    private final Map<String, MailboxContainer> shown = new HashMap<>();

    /**
     * Shows them in this registry.
     *
     * @param exchange where the mailboxes lie
     */
    public MailboxMeters(MeterRegistry meters, MailboxContainerRegistry containers, Supplier<Exchange> exchange) {
        this(meters, containers, exchange, FRESH);
    }

    MailboxMeters(
            MeterRegistry meters, MailboxContainerRegistry containers, Supplier<Exchange> exchange, Duration fresh) {
        this.meters = meters;
        this.containers = containers;
        this.counts = new MailboxCounts(exchange, this::mailboxes, fresh);
    }

    /** Shows the containers that there are. */
    @Override
    public void afterSingletonsInstantiated() {
        containers.containers().forEach(this::show);
    }

    /** Shows a container that has started, and forgets one that was removed. */
    @EventListener
    public void on(ContainerEvent event) {
        Optional<MailboxContainer> container = containers.find(event.container());
        container.ifPresentOrElse(this::show, () -> forget(event.container()));
    }

    private synchronized void show(MailboxContainer container) {
        if (shown.get(container.id()) == container) {
            return;
        }
        forget(container.id());
        shown.put(container.id(), container);
        FunctionCounter.builder(ExchangeMeters.PREFIX + "received", container, one -> one.counts()
                        .received())
                .description("Messages that came to an agent here")
                .baseUnit(MESSAGES)
                .tag(ExchangeMeters.AGENT, container.id())
                .register(meters);
        FunctionCounter.builder(ExchangeMeters.PREFIX + "failed", container, one -> one.counts()
                        .failed())
                .description("Messages that an agent here could neither answer nor handle")
                .baseUnit(MESSAGES)
                .tag(ExchangeMeters.AGENT, container.id())
                .register(meters);
        gauge("in.flight", "Messages that are being handled by an agent here", container, one -> one.status()
                .inFlight());
        gauge("queued", "Messages that wait in the mailbox of an agent here, for whichever process", container, one -> {
            return counted(one, MailboxCounts.Counts::queued);
        });
        gauge("dead.letters", "Dead letters of an agent here that are kept", container, one -> {
            return counted(one, MailboxCounts.Counts::deadLetters);
        });
    }

    private void gauge(
            String name, String description, MailboxContainer container, ToDoubleFunction<MailboxContainer> value) {
        Gauge.builder(ExchangeMeters.PREFIX + name, container, value)
                .description(description)
                .baseUnit(MESSAGES)
                .tag(ExchangeMeters.AGENT, container.id())
                .register(meters);
    }

    private double counted(MailboxContainer container, ToDoubleFunction<MailboxCounts.Counts> which) {
        return container
                .status()
                .mailbox()
                .flatMap(counts::of)
                .map(which::applyAsDouble)
                .orElse(Double.NaN);
    }

    private synchronized void forget(String id) {
        if (shown.remove(id) != null) {
            List<Meter> its = meters.getMeters().stream()
                    .filter(meter -> meter.getId().getName().startsWith(ExchangeMeters.PREFIX)
                            && id.equals(meter.getId().getTag(ExchangeMeters.AGENT)))
                    .toList();
            its.forEach(meters::remove);
        }
    }

    private List<EntityId> mailboxes() {
        return containers.containers().stream()
                .flatMap(container -> container.status().mailbox().stream())
                .distinct()
                .toList();
    }
}
