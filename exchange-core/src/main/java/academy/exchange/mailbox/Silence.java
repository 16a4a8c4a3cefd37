package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Tells when nothing was received for some time, again and again. For the loop alone. */
final class Silence {

    private final Duration limit;
    private final InstantSource clock;
    private final Consumer<Duration> listener;
    private Instant since;
    private Instant told;

    /**
     * @param limit after how long it tells, zero for never
     * @param listener is told how long it has been silent
     */
    Silence(Duration limit, InstantSource clock, Consumer<Duration> listener) {
        this.limit = limit;
        this.clock = clock;
        this.listener = listener;
        this.since = clock.instant();
        this.told = since;
    }

    /** Whether there is anything to tell, ever. */
    boolean isTold() {
        return !limit.isZero();
    }

    /** Something came, or could not have come. */
    void broken() {
        since = clock.instant();
        told = since;
    }

    /** Nothing came. */
    void goesOn() {
        if (limit.isZero()) {
            return;
        }
        Instant now = clock.instant();
        if (Duration.between(told, now).compareTo(limit) >= 0) {
            told = now;
            listener.accept(Duration.between(since, now));
        }
    }
}
