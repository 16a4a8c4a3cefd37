package academy.exchange.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.QueuedMessage;
import academy.exchange.Request;
import academy.exchange.Upkeep;
import academy.exchange.mailbox.ContainerCounts;
import academy.exchange.mailbox.MailboxContainer;

/**
 * What the endpoint and the console show of agents and messages, as plain values that any JSON library can write.
 *
 * <p>May be asked by any thread at any time, and waits for the store as the exchange does. Rates are about the time since
 * this was made, or some ten seconds.
 */
public final class AgentViews {

    private final Exchange exchange;
    private final InstantSource clock;
    private final Rates rates = new Rates(System::nanoTime);

    /**
     * Of the agents of this exchange.
     *
     * @param clock tells how old what containers have noted is
     */
    public AgentViews(Exchange exchange, InstantSource clock) {
        this.exchange = exchange;
        this.clock = clock;
    }

    /** One agent with what the store knows of it, and the containers here that serve it. */
    public Map<String, Object> agent(Optional<? extends EntityId> mailbox, List<MailboxContainer> containers) {
        Map<String, Object> view = new LinkedHashMap<>();
        mailbox.ifPresent(id -> addStored(view, id));
        view.put("containers", containers.stream().map(this::container).toList());
        return view;
    }

    private void addStored(Map<String, Object> view, EntityId id) {
        MailboxStatus status = exchange.status(id);
        view.put("id", id.uid().toString());
        id.name().ifPresent(name -> view.put("name", name));
        view.put("status", status);
        if (status == MailboxStatus.MISSING) {
            return;
        }
        if (id instanceof AgentId agent) {
            exchange.upkeep().ifPresent(upkeep -> view.put("types", upkeep.typeNames(agent)));
        }
        exchange.heartbeatAge(id).ifPresent(age -> view.put("heartbeatAgeSeconds", seconds(age)));
        MailboxStats stats = exchange.stats(id);
        view.put("queued", stats.queued());
        view.put("inProgress", stats.inProgress());
        view.put("completed", stats.completed());
        view.put("outgoing", stats.outgoing());
        exchange.upkeep().ifPresent(upkeep -> view.put("deadLetters", upkeep.countDeadLetters(id)));
    }

    private Map<String, Object> container(MailboxContainer container) {
        MailboxContainer.Status status = container.status();
        ContainerCounts counts = container.counts();
        Rates.Rate rate = rates.of(container);
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", container.id());
        view.put("state", status.state());
        view.put("concurrency", container.options().concurrency());
        view.put("delivery", container.options().delivery().mode());
        view.put("inFlight", status.inFlight());
        status.lastPoll()
                .ifPresent(poll -> view.put("lastPollAgeSeconds", seconds(Duration.between(poll, clock.instant()))));
        view.put("received", counts.received());
        view.put("handled", counts.handled());
        view.put("failed", counts.failed());
        view.put("receivedPerSecond", rounded(rate.received()));
        view.put("failedPerSecond", rounded(rate.failed()));
        view.put("rateOverSeconds", rounded(rate.seconds()));
        status.lastError().ifPresent(error -> view.put("lastError", error));
        return view;
    }

    /**
     * The messages that wait.
     *
     * @param payloads whether what they carry is shown
     */
    List<Map<String, Object>> messages(Upkeep upkeep, EntityId id, int max, boolean payloads) {
        List<Map<String, Object>> views = new ArrayList<>();
        for (QueuedMessage queued : upkeep.peek(id, max)) {
            Map<String, Object> view = new LinkedHashMap<>();
            queued.message().ifPresentOrElse(message -> addHeader(view, message), () -> view.put("readable", false));
            view.put("size", queued.size());
            addContent(view, payloads ? queued.content() : null);
            views.add(view);
        }
        return views;
    }

    private static void addHeader(Map<String, Object> view, Message message) {
        Header header = message.header();
        view.put("tag", header.tag().toString());
        view.put("kind", header.kind());
        if (message.body() instanceof Request.Action action) {
            view.put("action", action.action());
        }
        view.put("source", header.src().uid().toString());
        header.src().name().ifPresent(name -> view.put("sourceName", name));
        if (!header.attributes().isEmpty()) {
            view.put("attributes", header.attributes());
        }
    }

    /**
     * The newest dead letters.
     *
     * @param max how many at most
     * @param payloads whether what they carry is shown
     * @throws academy.exchange.BadEntityIdException if nobody registered this id
     */
    public List<Map<String, Object>> deadLetters(Upkeep upkeep, EntityId id, int max, boolean payloads) {
        List<Map<String, Object>> views = new ArrayList<>();
        for (DeadLetter letter : upkeep.deadLetters(id, max)) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("time", letter.time().toString());
            view.put("reason", letter.reason());
            view.put("attempts", letter.attempts());
            addContent(view, payloads ? letter.content() : null);
            views.add(view);
        }
        return views;
    }

    private static void addContent(Map<String, Object> view, @Nullable String content) {
        if (content != null) {
            view.put("content", content);
        }
    }

    private static double seconds(Duration time) {
        return rounded(time.toMillis() / 1e3);
    }

    private static double rounded(double value) {
        return Math.round(value * 1e3) / 1e3;
    }
}
