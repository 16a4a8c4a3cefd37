package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import academy.exchange.Mailbox;

/** Whether a loop comes back from what it calls. Kept by the loop, felt by others. */
final class Pulse {

    /** A call to the store may take so many poll timeouts, and at least so long, before it seems to hang. */
    private static final int POLLS = 5;

    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Duration longest;
    private volatile @Nullable Instant lastBeat;

    Pulse(InstantSource clock, Duration pollTimeout) {
        this.clock = clock;
        this.longest = Heartbeat.longer(
                SHORTEST, Heartbeat.shorter(pollTimeout, Mailbox.FOREVER).multipliedBy(POLLS));
    }

    /** The loop shows that it lives. */
    void beat() {
        lastBeat = clock.instant();
    }

    /** The loop waits, of its own will and for as long as it likes, until the next beat. */
    void rest() {
        lastBeat = null;
    }

    /**
     * How long it has shown no sign of life; empty while that is no cause for worry, as when it rests.
     *
     * @param stalled how long it could not, though it would
     */
    Optional<Duration> silence(Duration stalled) {
        return Optional.ofNullable(lastBeat)
                .map(last -> Duration.between(last, clock.instant()))
                .or(() -> Optional.of(stalled))
                .filter(silence -> silence.compareTo(longest) > 0);
    }
}
