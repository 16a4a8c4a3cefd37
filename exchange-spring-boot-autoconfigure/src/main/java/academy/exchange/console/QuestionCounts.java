package academy.exchange.console;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.Request;

/**
 * How many questions agents here were asked, and by whom. Clients count as one, since each process that asks is another; so
 * does, once there are too many pairs, every pair that is new. Safe for use by any thread, and cheap.
 */
final class QuestionCounts implements Consumer<Message> {

    /** About that many pairs are kept: a few more if several threads add the last ones. */
    static final int MOST_PAIRS = 1000;

    private final Map<Pair, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder further = new LongAdder();

    /**
     * Who asks whom.
     *
     * @param from empty for clients
     */
    record Pair(Optional<AgentId> from, EntityId to) {}

    /** Counts it if it asks for an action; pings and the like say nothing of who works with whom. */
    @Override
    public void accept(Message message) {
        if (message.body() instanceof Request.Action) {
            Optional<AgentId> from = message.src() instanceof AgentId agent ? Optional.of(agent) : Optional.empty();
            count(new Pair(from, message.dest())).increment();
        }
    }

    /** How many of each pair. */
    Map<Pair, Long> counted() {
        Map<Pair, Long> all = new HashMap<>();
        counts.forEach((pair, count) -> all.put(pair, count.sum()));
        return all;
    }

    /** How many of pairs for which there was no room. */
    long further() {
        return further.sum();
    }

    private LongAdder count(Pair pair) {
        LongAdder known = counts.get(pair);
        if (known != null) {
            return known;
        }
        return counts.size() < MOST_PAIRS ? counts.computeIfAbsent(pair, fresh -> new LongAdder()) : further;
    }
}
