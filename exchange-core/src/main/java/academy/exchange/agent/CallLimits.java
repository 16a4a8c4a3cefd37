package academy.exchange.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import academy.exchange.Exchange;
import academy.exchange.ForeignText;
import academy.exchange.Header;
import academy.exchange.handle.CallChain;

/**
 * What is asked too late or by too long a chain is not run.
 *
 * @param exchange its clock tells what is too late
 * @param maxHops how many questions may have led to a request
 */
record CallLimits(Exchange exchange, int maxHops) {

    /** How many askers an error message names at each end of a chain. */
    private static final int NAMED = 20;

    /**
     * Looks whether a request may still be run.
     *
     * @throws RefusedException if not
     */
    void require(ActionCall call, CallChain chain) throws RefusedException {
        if (chain.askers().size() > maxHops) {
            throw RefusedException.tooManyHops(call.title() + " was not run, since "
                    + chain.askers().size() + " questions led to it, each asked to answer the one before, and at most "
                    + maxHops + " may: " + route(call, chain)
                    + "; look for agents that ask each other in a circle, or raise academy.exchange.agent.max-hops");
        }
        Instant now = exchange.now();
        if (chain.deadline().isPresent() && chain.deadline().get().isBefore(now)) {
            throw RefusedException.deadlineExceeded(call.title() + " was not run, since its deadline was over "
                    + Duration.between(chain.deadline().get(), now).toMillis()
                    + " ms ago and nobody waits any more; give the question more time, or the agent more concurrency");
        }
    }

    private static String route(ActionCall call, CallChain chain) {
        List<String> stations = new ArrayList<>();
        List<UUID> askers = chain.askers();
        int last = askers.size() - 1;
        for (int index = 0; index < last; index++) {
            if (index < NAMED || index >= last - NAMED) {
                stations.add(askers.get(index).toString());
            } else if (index == NAMED) {
                stations.add("...");
            }
        }
        stations.add(named(call.message().header()));
        stations.add(call.agent());
        return String.join(" -> ", stations);
    }

    private static String named(Header request) {
        String uid = request.src().uid().toString();
        return request.src()
                .name()
                .map(name -> ForeignText.quote(name) + " " + uid)
                .orElse(uid);
    }
}
