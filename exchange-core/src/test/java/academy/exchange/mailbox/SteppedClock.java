package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test steps it. */
final class SteppedClock implements InstantSource {

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void step(Duration duration) {
        now = now.plus(duration);
    }
}
