package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentRegistration;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Urgency;

/** One mailbox as the store keeps it. Guarded by the store's lock. */
final class StoredMailbox {

    private static final int MOST_WITHDRAWN = 1_000;
    private static final int MOST_ANSWERED = 10_000;
    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);

    /** Signalled when a message arrives and when waiting makes no more sense. */
    private final Condition changed;

    /** Whom to tell the same, once each. */
    private final Map<Object, Runnable> listeners = new HashMap<>();

    private final StoredQueue queue = new StoredQueue();
    private final StoredLetters deadLetters = new StoredLetters();
    private final Map<UUID, Header> tickets = new LinkedHashMap<>();
    private final RecentTags withdrawn = new RecentTags(MOST_WITHDRAWN);
    private final RecentTags answered = new RecentTags(MOST_ANSWERED);
    private MailboxStatus status = MailboxStatus.ACTIVE;
    private List<String> types = List.of();
    private List<String> exactTypes = List.of();
    private @Nullable Instant lastBeat;
    private boolean remembersAnswers;
    private long terminations;
    private long outgoing;
    private long completions;

    StoredMailbox(Condition changed) {
        this.changed = changed;
    }

    StoredQueue queue() {
        return queue;
    }

    StoredLetters deadLetters() {
        return deadLetters;
    }

    MailboxStatus status() {
        return status;
    }

    boolean isActive() {
        return status == MailboxStatus.ACTIVE;
    }

    void activate() {
        status = MailboxStatus.ACTIVE;
    }

    void setTypes(AgentRegistration registration) {
        types = registration.typeNames();
        exactTypes = registration.exactTypeNames();
    }

    List<String> types() {
        return types;
    }

    boolean hasType(String name, boolean anywhere) {
        return (anywhere ? types : exactTypes).contains(name);
    }

    /** Ends the mailbox and returns the requests nobody will answer any more. */
    Collection<Header> terminate() {
        status = MailboxStatus.TERMINATED;
        terminations++;
        queue.clear();
        types = List.of();
        exactTypes = List.of();
        Collection<Header> unanswered = new ArrayList<>(tickets.values());
        tickets.clear();
        withdrawn.clear();
        wake();
        return unanswered;
    }

    /** Waits for a change at most this long, and returns how much of that is left. */
    @SuppressWarnings("WaitNotInLoop") // who calls this looks again
    long awaitChange(long nanos) throws InterruptedException {
        return changed.awaitNanos(nanos);
    }

    /** Runs this at the next change. It must not block. A later call by the same listener replaces it. */
    void atChange(Object listener, Runnable then) {
        listeners.put(listener, then);
    }

    /** Makes everyone who waits for a change look again. */
    void wake() {
        changed.signalAll();
        if (!listeners.isEmpty()) {
            List<Runnable> told = List.copyOf(listeners.values());
            listeners.clear();
            told.forEach(Runnable::run);
        }
    }

    void beat(Instant now) {
        lastBeat = now;
    }

    /** How long before this its owner gave the last sign of life; zero rather than less if the clock was set back. */
    Optional<Duration> heartbeatAge(Instant now) {
        return Optional.ofNullable(lastBeat)
                .map(beat -> Duration.between(beat, now))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }

    /** How often it was terminated: a reader that waits must learn of it even if the mailbox was opened anew since. */
    long terminations() {
        return terminations;
    }

    /**
     * Puts a message at the end.
     *
     * @param urgency null for one that has to wait its turn
     */
    void append(byte[] content, @Nullable Urgency urgency) {
        queue.append(content, urgency);
        wake();
    }

    void putTicket(Header request) {
        tickets.put(request.tag(), request);
    }

    /** Notes that an open request is not to be worked on; empty if there is none. */
    Optional<Header> withdraw(UUID tag, Instant now) {
        Optional<Header> request = Optional.ofNullable(tickets.get(tag));
        request.ifPresent(open -> withdrawn.add(tag, now));
        return request;
    }

    /** What was withdrawn since then; forgets what was withdrawn before, and the oldest of too many. */
    Set<UUID> withdrawnSince(Instant start) {
        withdrawn.forgetBefore(start);
        return withdrawn.all();
    }

    /** The request with this tag need not be answered any more. */
    void dropTicket(UUID tag) {
        tickets.remove(tag);
    }

    /** From now on it is known of each request for a while whether it was answered. */
    void rememberAnswers() {
        remembersAnswers = true;
    }

    /** Notes that its owner answers a request; false if that was answered already, so that nobody must get this answer. */
    boolean answer(UUID tag, Instant now) {
        answered.forgetBefore(now.minus(ANSWERS_KEPT));
        if (tickets.remove(tag) != null) {
            completions++;
        } else if (!isActive() || answered.contains(tag)) {
            // Without a ticket a request was never tracked, unless it was answered, be it by the mailbox's termination.
            return false;
        }
        if (remembersAnswers) {
            answered.add(tag, now);
        }
        return true;
    }

    boolean hasAnswered(UUID tag, Instant now) {
        answered.forgetBefore(now.minus(ANSWERS_KEPT));
        return answered.contains(tag);
    }

    void countOutgoing() {
        outgoing++;
    }

    MailboxStats stats() {
        return MailboxStats.of(queue.size(), tickets.size(), completions, outgoing);
    }
}
