package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/** Whether a loop comes back from what it calls. Kept by the poll thread, felt by others. */
final class Pulse {

    private final InstantSource clock;
    private volatile @Nullable Instant lastBeat;

    Pulse(InstantSource clock) {
        this.clock = clock;
    }

    /** The loop shows that it lives. */
    void beat() {
        lastBeat = clock.instant();
    }

    /** The loop waits, of its own will and for as long as it likes, until the next beat. */
    void rest() {
        lastBeat = null;
    }

    /** How long it has shown no sign of life; zero while it rests. */
    Duration silence() {
        Instant last = lastBeat;
        return last == null ? Duration.ZERO : Duration.between(last, clock.instant());
    }
}
