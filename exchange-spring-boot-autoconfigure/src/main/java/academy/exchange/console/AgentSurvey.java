package academy.exchange.console;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ForeignText;
import academy.exchange.actuate.AgentViews;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

/**
 * Looks at all agents, here and in the store, and at who asked whom. What others have written is made one line of bounded
 * length; whoever shows it still has to take it for text. For one thread at a time.
 */
final class AgentSurvey implements Supplier<Map<String, Object>> {

    private static final int MOST_TYPES = 20;

    private final Exchange exchange;
    private final MailboxContainerRegistry registry;
    private final QuestionCounts questions;
    private final int maxAgents;
    private final AgentViews views;
    private final TypeLabels labels;

    AgentSurvey(
            Exchange exchange,
            MailboxContainerRegistry registry,
            QuestionCounts questions,
            int maxAgents,
            InstantSource clock) {
        this.exchange = exchange;
        this.registry = registry;
        this.questions = questions;
        this.maxAgents = maxAgents;
        this.views = new AgentViews(exchange, clock);
        this.labels = new TypeLabels(exchange);
    }

    private record Seen(Optional<? extends EntityId> mailbox, List<MailboxContainer> containers) {}

    /** A side of a question; the kind tells an agent of a strange type from what is no agent. */
    private record Party(String kind, String label) implements Comparable<Party> {

        static final Party CLIENTS = new Party("clients", "clients");

        static Party agent(String label) {
            return new Party("agents", label);
        }

        @Override
        public int compareTo(Party other) {
            int kinds = other.kind.compareTo(kind);
            return kinds == 0 ? label.compareTo(other.label) : kinds;
        }
    }

    @Override
    public Map<String, Object> get() {
        List<Seen> all = all();
        List<Object> agents = new ArrayList<>();
        all.stream().limit(maxAgents).forEach(seen -> agents.add(view(seen)));
        Map<String, Object> survey = new LinkedHashMap<>();
        survey.put("total", all.size());
        survey.put("agents", agents);
        survey.put("questions", questions());
        survey.put("furtherQuestions", questions.further());
        return survey;
    }

    /** Those here first, each mailbox once. */
    private List<Seen> all() {
        Map<EntityId, List<MailboxContainer>> here = new LinkedHashMap<>();
        List<Seen> all = new ArrayList<>();
        for (MailboxContainer container : registry.containers()) {
            container
                    .status()
                    .mailbox()
                    .ifPresentOrElse(
                            mailbox -> here.computeIfAbsent(mailbox, first -> new ArrayList<>())
                                    .add(container),
                            () -> all.add(new Seen(Optional.empty(), List.of(container))));
        }
        here.forEach((mailbox, containers) -> all.add(new Seen(Optional.of(mailbox), containers)));
        exchange.discoverAll().stream()
                .filter(id -> !here.containsKey(id))
                .forEach(id -> all.add(new Seen(Optional.of(id), List.of())));
        return all;
    }

    private Map<String, Object> view(Seen seen) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("here", !seen.containers().isEmpty());
        try {
            view.putAll(views.agent(seen.mailbox(), seen.containers()));
        } catch (BadEntityIdException gone) {
            // It was there when it was looked for, and has vanished since.
            view.putAll(views.agent(Optional.empty(), seen.containers()));
        }
        List<String> types = texts(view.get("types"));
        view.put("types", types.stream().limit(MOST_TYPES).toList());
        if (seen.mailbox().orElse(null) instanceof AgentId agent) {
            labels.remember(agent, types);
            view.put("label", labels.of(agent));
        }
        return PlainText.in(view);
    }

    private List<Map<String, Object>> questions() {
        Map<Party, Map<Party, Long>> counts = new TreeMap<>();
        questions.counted().forEach((pair, count) -> counts.computeIfAbsent(
                        pair.from().map(this::party).orElse(Party.CLIENTS), first -> new TreeMap<>())
                .merge(party(pair.to()), count, Long::sum));
        List<Map<String, Object>> list = new ArrayList<>();
        counts.forEach((from, targets) -> targets.forEach((to, count) ->
                list.add(Map.of("fromKind", from.kind(), "from", from.label(), "to", to.label(), "count", count))));
        return list;
    }

    private Party party(EntityId id) {
        return id instanceof AgentId agent ? Party.agent(ForeignText.line(labels.of(agent))) : Party.CLIENTS;
    }

    private static List<String> texts(@Nullable Object values) {
        return values instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
