package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import academy.exchange.Urgency;

/**
 * The messages of one mailbox: those that wait, those that readers have taken and not settled, and those that pause after
 * a failed attempt. Guarded by the store's lock.
 */
final class StoredQueue {

    private final Deque<Item> waiting = new ArrayDeque<>();
    private final Map<Item, Object> holders = new LinkedHashMap<>();
    private final NavigableSet<Pause> pausing = new TreeSet<>();
    private long arrivals;

    private record Pause(Instant due, Item item) implements Comparable<Pause> {

        private static final Comparator<Pause> BY_TIME =
                Comparator.comparing(Pause::due).thenComparing(pause -> pause.item.place());

        @Override
        public int compareTo(Pause other) {
            return BY_TIME.compare(this, other);
        }
    }

    /** How many wait. */
    int size() {
        return waiting.size();
    }

    /** The oldest that wait, up to this many, as {@link #take} would hand them out; they stay. */
    List<byte[]> oldest(int max) {
        return waiting.stream().limit(Math.max(0, max)).map(Item::content).toList();
    }

    /** Puts a message at the end. */
    void append(byte[] content, @Nullable Urgency urgency) {
        waiting.addLast(Item.arriving(content, urgency, arrivals++));
    }

    void redrive(Item item) {
        waiting.addLast(item.redriven(arrivals++));
    }

    /** Forgets everything, also what readers have taken. */
    void clear() {
        waiting.clear();
        holders.clear();
        pausing.clear();
    }

    /**
     * The oldest messages, up to this many.
     *
     * @param holder who has to settle them; null for nobody
     */
    List<Item> take(int max, @Nullable Object holder) {
        List<Item> taken = new ArrayList<>(Math.min(max, waiting.size()));
        while (taken.size() < max && !waiting.isEmpty()) {
            taken.add(waiting.removeFirst());
        }
        return heldBy(holder, taken);
    }

    /** The messages of these kinds, oldest first, as {@link #take} hands them out. */
    List<Item> takeUrgent(Set<Urgency> kinds, @Nullable Object holder) {
        List<Item> taken = waiting.stream().filter(item -> item.isOneOf(kinds)).toList();
        if (!taken.isEmpty()) {
            waiting.removeIf(item -> item.isOneOf(kinds));
        }
        return heldBy(holder, taken);
    }

    private List<Item> heldBy(@Nullable Object holder, List<Item> items) {
        if (holder != null) {
            items.forEach(item -> holders.put(item, holder));
        }
        return items;
    }

    /** Lets go of an item; false if its reader does not have it any more. */
    boolean settle(Item item) {
        return holders.remove(item) != null;
    }

    /** Puts all that this reader has not settled back in front, in the order in which it lay there. */
    void giveBack(Object holder) {
        List<Item> items = new ArrayList<>();
        holders.forEach((item, by) -> {
            if (by.equals(holder)) {
                items.add(item);
            }
        });
        holders.keySet().removeAll(Set.copyOf(items));
        items.sort(Comparator.comparingLong(Item::place));
        putInFront(items.stream().map(Item::unfinished).toList());
    }

    void pause(Item item, Instant due) {
        pausing.add(new Pause(due, item));
    }

    /** Puts those in front whose pause is over. */
    void endPauses(Instant now) {
        List<Item> due = new ArrayList<>();
        while (!pausing.isEmpty() && !pausing.first().due().isAfter(now)) {
            due.add(pausing.pollFirst().item());
        }
        putInFront(due);
    }

    /** How long until the next pause is over. */
    Optional<Duration> nextPause(Instant now) {
        return pausing.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.between(now, pausing.first().due()));
    }

    private void putInFront(List<Item> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            waiting.addFirst(items.get(i));
        }
    }
}
