package academy.exchange.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import academy.exchange.DeadLetter;

/** The dead letters of one mailbox, newest first. Guarded by the store's lock. */
final class StoredLetters {

    private final Deque<Stored> letters = new ArrayDeque<>();

    private record Stored(DeadLetter letter, @Nullable Item item) {}

    /**
     * Adds the newest; the oldest give way.
     *
     * @param item what to redrive; null if there is too little left of it
     * @param limit how many are kept
     */
    void add(DeadLetter letter, @Nullable Item item, int limit) {
        letters.addFirst(new Stored(letter, item));
        while (letters.size() > limit) {
            letters.removeLast();
        }
    }

    List<DeadLetter> newest(int max) {
        return letters.stream().limit(Math.max(0, max)).map(Stored::letter).toList();
    }

    int size() {
        return letters.size();
    }

    /** Forgets the oldest, up to this many, and says how many it were. */
    int dropOldest(int max) {
        int dropped = Math.min(Math.max(0, max), letters.size());
        for (int i = 0; i < dropped; i++) {
            letters.removeLast();
        }
        return dropped;
    }

    /** Takes out those that can be redriven, oldest first, up to this many. */
    List<Item> takeOldest(int max) {
        List<Item> taken = new ArrayList<>();
        Iterator<Stored> oldest = letters.descendingIterator();
        while (taken.size() < max && oldest.hasNext()) {
            Item item = oldest.next().item();
            if (item != null) {
                taken.add(item);
                oldest.remove();
            }
        }
        return taken;
    }
}
