package academy.exchange.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.WeakHashMap;

import academy.exchange.mailbox.MailboxContainer;

/**
 * How long containers that run go without a first look into their mailbox, counted from the first time that somebody asked,
 * since a container does not tell when it began. Safe for use by any thread.
 */
final class FirstLooks {

    private final Map<MailboxContainer, Instant> awaited = new WeakHashMap<>();

    /** Zero if it has looked, or need not. */
    synchronized Duration awaited(MailboxContainer container, MailboxContainer.Status status, Instant now) {
        if (status.state() != MailboxContainer.State.RUNNING
                || status.lastPoll().isPresent()) {
            awaited.remove(container);
            return Duration.ZERO;
        }
        return Duration.between(awaited.computeIfAbsent(container, first -> now), now);
    }
}
