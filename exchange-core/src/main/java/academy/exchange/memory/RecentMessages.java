package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import academy.exchange.Header;

/** Remembers for a while which messages were sent, so that a retry is recognised. Guarded by the store's lock. */
final class RecentMessages {

    private final Duration window;
    private final InstantSource clock;
    private final Map<Identity, Instant> forgetAt = new LinkedHashMap<>();

    RecentMessages(Duration window, InstantSource clock) {
        this.window = window;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** When the window began that ends now. */
    Instant start() {
        return now().minus(window);
    }

    /** Notes the message and says whether it was new. */
    boolean add(Header header) {
        Instant now = clock.instant();
        forget(now);
        Identity identity = new Identity(header.src().uid(), header.tag(), header.kind());
        Instant known = forgetAt.get(identity);
        if (known != null && known.isAfter(now)) {
            return false;
        }
        if (!window.isZero()) {
            forgetAt.remove(identity);
            forgetAt.put(identity, now.plus(window));
        }
        return true;
    }

    /** The oldest come first, so forgetting costs nothing for those that stay. */
    private void forget(Instant now) {
        Iterator<Instant> oldest = forgetAt.values().iterator();
        while (oldest.hasNext() && !oldest.next().isAfter(now)) {
            oldest.remove();
        }
    }

    private record Identity(UUID src, UUID tag, Header.Kind kind) {}
}
