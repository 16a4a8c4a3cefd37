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

    boolean contains(Header header) {
        Instant now = clock.instant();
        forget(now);
        Instant known = forgetAt.get(Identity.of(header));
        return known != null && known.isAfter(now);
    }

    void add(Header header) {
        Identity identity = Identity.of(header);
        forgetAt.remove(identity);
        forgetAt.put(identity, clock.instant().plus(window));
    }

    /** The oldest come first, so forgetting costs nothing for those that stay. */
    private void forget(Instant now) {
        Iterator<Instant> oldest = forgetAt.values().iterator();
        while (oldest.hasNext() && !oldest.next().isAfter(now)) {
            oldest.remove();
        }
    }

    private record Identity(UUID src, UUID tag, Header.Kind kind) {

        private static Identity of(Header header) {
            return new Identity(header.src().uid(), header.tag(), header.kind());
        }
    }
}
