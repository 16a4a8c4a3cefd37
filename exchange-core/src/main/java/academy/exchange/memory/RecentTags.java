package academy.exchange.memory;

import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Remembers tags for a while, and of too many the newest. Guarded by the store's lock. */
final class RecentTags {

    private final int most;
    private final Map<UUID, Instant> noted = new LinkedHashMap<>();

    RecentTags(int most) {
        this.most = most;
    }

    void add(UUID tag, Instant now) {
        noted.remove(tag);
        noted.put(tag, now);
    }

    boolean contains(UUID tag) {
        return noted.containsKey(tag);
    }

    /** Forgets what was noted before this, and the oldest of too many. */
    void forgetBefore(Instant start) {
        Iterator<Instant> oldest = noted.values().iterator();
        while (oldest.hasNext() && (oldest.next().isBefore(start) || noted.size() > most)) {
            oldest.remove();
        }
    }

    void clear() {
        noted.clear();
    }

    Set<UUID> all() {
        return Set.copyOf(noted.keySet());
    }
}
