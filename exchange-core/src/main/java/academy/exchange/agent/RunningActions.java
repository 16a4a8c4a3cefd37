package academy.exchange.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Knows by their tags the actions of one agent that have begun and are not answered yet, and the requests not to be run
 * any more. Made so that each request is answered once: what ended while it was being withdrawn does not count as
 * withdrawn, and what is cancelled stays known until its answer was sent.
 */
final class RunningActions {

    /** How many withdrawn requests are remembered; the oldest are forgotten first. */
    static final int MAX_WITHDRAWN = 10_000;

    private final Map<UUID, RunningAction> running = new HashMap<>();
    private final Set<UUID> withdrawn = new LinkedHashSet<>();

    /** The requests that are being withdrawn at the moment, and whether they ended here meanwhile. */
    private final Map<UUID, Boolean> withdrawals = new HashMap<>();

    private boolean cancelling;

    /** What becomes of a request whose turn has come. */
    enum Admission {
        RUN,
        /** It was answered already. */
        SKIP,
        /** It is to be answered as cancelled, since the agent stops. */
        REFUSE
    }

    /** Whether requests whose turn comes from now on are refused. */
    synchronized void refuse(boolean all) {
        cancelling = all;
    }

    /** To be called before it does anything. Unless it is skipped, {@link #end} must follow once it is answered. */
    synchronized Admission begin(RunningAction action) {
        UUID tag = action.request().tag();
        if (withdrawn.contains(tag)) {
            return Admission.SKIP;
        }
        running.putIfAbsent(tag, action);
        return cancelling && action.refuse() ? Admission.REFUSE : Admission.RUN;
    }

    /** To be called by whoever answered it, when the answer was sent; its work may still go on if it was cancelled. */
    synchronized void end(RunningAction action) {
        UUID tag = action.request().tag();
        if (running.remove(tag, action)) {
            withdrawals.computeIfPresent(tag, (same, ended) -> true);
        }
    }

    /** The action of this tag that is not answered yet. */
    synchronized @Nullable RunningAction find(UUID tag) {
        return running.get(tag);
    }

    /** All that are not answered yet. */
    synchronized List<RunningAction> all() {
        return List.copyOf(running.values());
    }

    /**
     * To be called before a request that does not run here is withdrawn from the exchange.
     *
     * @return false if it was withdrawn already or is just being; otherwise {@link #endWithdrawal} or
     *     {@link #dropWithdrawal} must follow
     */
    synchronized boolean beginWithdrawal(UUID tag) {
        return !withdrawn.contains(tag) && withdrawals.putIfAbsent(tag, false) == null;
    }

    /** To be called when there was nothing to withdraw. */
    synchronized void dropWithdrawal(UUID tag) {
        withdrawals.remove(tag);
    }

    /**
     * To be called when the exchange has withdrawn it. If it has begun here meanwhile, it is cancelled.
     *
     * @return what to do once it was answered, which falls to the caller; empty if it was answered meanwhile
     */
    synchronized Optional<Runnable> endWithdrawal(UUID tag) {
        if (Boolean.TRUE.equals(withdrawals.remove(tag))) {
            return Optional.empty();
        }
        RunningAction begun = running.get(tag);
        if (begun == null) {
            remember(tag);
            return Optional.of(() -> {});
        }
        return begun.cancel() ? Optional.of(() -> endCancelled(begun)) : Optional.empty();
    }

    /** To be called by whoever cancelled it, when it was answered: forgets it and tells those who listen. */
    void endCancelled(RunningAction action) {
        end(action);
        action.tellCancelled();
    }

    /**
     * Takes note of requests that somebody withdrew and answered, and cancels those that run.
     *
     * @return those that were cancelled by this
     */
    synchronized List<RunningAction> withdrawn(Set<UUID> tags) {
        List<RunningAction> cancelled = new ArrayList<>();
        for (UUID tag : tags) {
            RunningAction action = running.get(tag);
            // What is just being withdrawn from here is told as well, but whoever does that answers it.
            if (withdrawals.containsKey(tag)) {
                continue;
            }
            if (action == null) {
                remember(tag);
            } else if (action.cancel()) {
                cancelled.add(action);
            }
        }
        return cancelled;
    }

    private void remember(UUID tag) {
        if (withdrawn.add(tag) && withdrawn.size() > MAX_WITHDRAWN) {
            Iterator<UUID> oldest = withdrawn.iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
