package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentRegistration;
import academy.exchange.DeadLetter;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Urgency;

/** One mailbox as the store keeps it. Guarded by the store's lock. */
final class StoredMailbox {

    private static final int MOST_WITHDRAWN = 1_000;

    /** Signalled when a message arrives and when waiting makes no more sense. */
    final Condition changed;

    private final Deque<Item> queue = new ArrayDeque<>();
    private final Map<UUID, Header> tickets = new LinkedHashMap<>();
    private final Map<UUID, Instant> withdrawn = new LinkedHashMap<>();
    private final Deque<DeadLetter> deadLetters = new ArrayDeque<>();
    private MailboxStatus status = MailboxStatus.ACTIVE;
    private List<String> types = List.of();
    private List<String> exactTypes = List.of();
    private @Nullable Instant lastBeat;
    private long terminations;
    private long outgoing;
    private long completions;

    StoredMailbox(Condition changed) {
        this.changed = changed;
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
        changed.signalAll();
        return unanswered;
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
        queue.addLast(new Item(content, urgency));
        changed.signalAll();
    }

    /** The oldest messages, up to this many. */
    List<byte[]> take(int max) {
        List<byte[]> taken = new ArrayList<>(Math.min(max, queue.size()));
        while (taken.size() < max && !queue.isEmpty()) {
            taken.add(queue.removeFirst().content());
        }
        return taken;
    }

    /** The messages of these kinds, oldest first. */
    List<byte[]> takeUrgent(Set<Urgency> kinds) {
        List<byte[]> taken = queue.stream()
                .filter(item -> item.isOneOf(kinds))
                .map(Item::content)
                .toList();
        if (!taken.isEmpty()) {
            queue.removeIf(item -> item.isOneOf(kinds));
        }
        return taken;
    }

    private static final class Item {

        private final byte[] content;
        private final @Nullable Urgency urgency;

        private Item(byte[] content, @Nullable Urgency urgency) {
            this.content = content;
            this.urgency = urgency;
        }

        private byte[] content() {
            return content;
        }

        private boolean isOneOf(Set<Urgency> kinds) {
            return urgency != null && kinds.contains(urgency);
        }
    }

    void putTicket(Header request) {
        tickets.put(request.tag(), request);
    }

    /** Notes that an open request is not to be worked on; empty if there is none. */
    Optional<Header> withdraw(UUID tag, Instant now) {
        Optional<Header> request = Optional.ofNullable(tickets.get(tag));
        if (request.isPresent()) {
            withdrawn.remove(tag);
            withdrawn.put(tag, now);
        }
        return request;
    }

    /** What was withdrawn since then; forgets what was withdrawn before, and the oldest of too many. */
    Set<UUID> withdrawnSince(Instant start) {
        Iterator<Instant> oldest = withdrawn.values().iterator();
        while (oldest.hasNext() && (oldest.next().isBefore(start) || withdrawn.size() > MOST_WITHDRAWN)) {
            oldest.remove();
        }
        return Set.copyOf(withdrawn.keySet());
    }

    @Nullable
    Header takeTicket(UUID tag) {
        return tickets.remove(tag);
    }

    void countOutgoing() {
        outgoing++;
    }

    void countCompletion() {
        completions++;
    }

    MailboxStats stats() {
        return MailboxStats.of(queue.size(), tickets.size(), completions, outgoing);
    }

    void addDeadLetter(DeadLetter letter, int limit) {
        deadLetters.addFirst(letter);
        while (deadLetters.size() > limit) {
            deadLetters.removeLast();
        }
    }

    List<DeadLetter> deadLetters(int max) {
        return deadLetters.stream().limit(max).toList();
    }
}
