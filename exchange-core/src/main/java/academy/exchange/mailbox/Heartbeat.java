package academy.exchange.mailbox;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/**
 * When a loop owes its mailbox a sign of life. The first is due at once, each later one an interval after the last. For
 * the loop alone: one that hangs must fall silent.
 */
final class Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    /** A server that takes long to fail may cost the loop no more than one part in so many of its time. */
    private static final int REST_AFTER_FAILURE = 10;

    private final String container;
    private final Mailbox mailbox;
    private final Duration interval;
    private final Duration pollTimeout;
    private long due = System.nanoTime();

    Heartbeat(String container, Mailbox mailbox, ContainerOptions options) {
        this.container = container;
        this.mailbox = mailbox;
        this.interval = shorter(options.heartbeatInterval(), Mailbox.FOREVER);
        this.pollTimeout = options.pollTimeout();
    }

    /** How long until the next one is due; zero when it is. */
    Duration untilDue() {
        return Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    boolean isDue() {
        return due - System.nanoTime() <= 0;
    }

    /** Makes one due at once: the store has forgotten the last. */
    void startOver() {
        due = System.nanoTime();
    }

    /** Gives one if it is due. Whatever goes wrong is tried again by and by, and is no matter of the loop's. */
    void beatIfDue() {
        if (!isDue()) {
            return;
        }
        long start = System.nanoTime();
        try {
            mailbox.heartbeat();
            due = start + interval.toNanos();
        } catch (RuntimeException failure) {
            log.debug("Container '{}' could not give a heartbeat: {}", container, LogText.of(failure));
            Duration rest = Duration.ofNanos(System.nanoTime() - start).multipliedBy(REST_AFTER_FAILURE);
            due = System.nanoTime()
                    + shorter(interval, longer(pollTimeout, rest)).toNanos();
        }
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
