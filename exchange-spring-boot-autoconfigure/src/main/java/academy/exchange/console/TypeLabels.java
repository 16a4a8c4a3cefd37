package academy.exchange.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.Upkeep;

/**
 * Of which type agents are, or were: the store forgets the types of an agent that has ended, and this does not, unless there
 * are too many. For one thread at a time.
 */
final class TypeLabels {

    private static final int MOST_KNOWN = 2000;
    private static final String UNKNOWN = "unknown";

    /** What agents without a class of their own are registered as, which tells nothing. */
    private static final List<String> EMPTY_NAMES =
            List.of(AgentRegistration.BASE_TYPE, "academy.exchange.agent.MailboxListener", "java.lang.Object");

    private final Exchange exchange;

    private final Map<AgentId, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AgentId, String> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    TypeLabels(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The name of its type, or its own, or that it is unknown. Asks the store about those that are new. */
    String of(AgentId agent) {
        String label = known.get(agent);
        if (label == null) {
            remember(
                    agent, exchange.upkeep().map(upkeep -> types(upkeep, agent)).orElse(List.of()));
            label = known.get(agent);
        }
        return label == null ? agent.name().orElse(UNKNOWN) : label;
    }

    /** Learns the types of an agent, most specific first. */
    void remember(AgentId agent, List<String> types) {
        label(types).ifPresent(label -> known.put(agent, label));
    }

    private static List<String> types(Upkeep upkeep, AgentId agent) {
        return upkeep.typeNames(agent);
    }

    private static Optional<String> label(List<String> types) {
        return types.stream()
                .filter(type -> !EMPTY_NAMES.contains(type))
                .findFirst()
                .or(() -> types.stream().findFirst());
    }
}
