package academy.exchange.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import academy.exchange.AgentId;
import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a reader has handled, in order, while its master was replaced. Redis replicates asynchronously: what was taken from
 * the old master and was there again on the new one comes a second time, and nobody but Redis could prevent that.
 */
final class HandledMessages {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Queue<UUID> tags = new ConcurrentLinkedQueue<>();
    private int replicated;
    private int old;

    void add(Message message) {
        tags.add(message.tag());
    }

    int size() {
        return tags.size();
    }

    /** Waits until the replica of this master knows that what was handled so far was taken. */
    void awaitReplica(TestRedis master, AgentId agent) {
        int handled = tags.size();
        master.commands().set("{" + agent.uid() + "}", new byte[0]);
        assertThat(master.commands().waitForReplication(1, PATIENCE.toMillis())).isPositive();
        replicated = handled;
    }

    /** To be called when the replica is the master. */
    void replicaHasTakenOver() {
        old = tags.size();
    }

    /** What is handled twice was handled the first time after the replica had been waited for, and on the old master. */
    void assertOnlyWhatTheReplicaDidNotKnowCameAgainOnce() {
        List<UUID> handled = List.copyOf(tags);
        Map<UUID, Integer> first = new HashMap<>();
        Set<UUID> twice = new HashSet<>();
        for (int i = 0; i < handled.size(); i++) {
            Integer before = first.putIfAbsent(handled.get(i), i);
            if (before != null) {
                assertThat(before).as("first handled as number").isBetween(replicated, old - 1);
                assertThat(twice.add(handled.get(i))).as("handled twice only").isTrue();
            }
        }
    }

    /** Removes what was handled. */
    void removeFrom(Set<UUID> others) {
        others.removeAll(new HashSet<>(tags));
    }
}
