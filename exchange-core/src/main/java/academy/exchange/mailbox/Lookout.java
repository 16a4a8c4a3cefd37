package academy.exchange.mailbox;

import java.time.Duration;
import java.util.Set;

import academy.exchange.Mailbox;
import academy.exchange.Urgency;
import academy.exchange.Urgent;

/**
 * When a loop that cannot receive owes its mailbox a look for what is urgent. While it waits, the first look comes
 * soon, since a handler may be waiting for an answer that lies in the queue, and each later one after twice the time;
 * otherwise looks come at the longest interval. For the loop alone.
 */
final class Lookout {

    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** A quarter leaves a look that is late, or takes its time, within the poll timeout. */
    private static final int LOOKS_PER_POLL = 4;

    private final Mailbox mailbox;
    private final UrgentWorker urgent;
    private final Set<Urgency> kinds;
    private final long longest;
    private final long first;
    private long pause;
    private long last;
    private long due;

    Lookout(Mailbox mailbox, UrgentWorker urgent, Duration pollTimeout) {
        Duration interval = Heartbeat.longer(
                SHORTEST, Heartbeat.shorter(pollTimeout, Mailbox.FOREVER).dividedBy(LOOKS_PER_POLL));
        this.mailbox = mailbox;
        this.urgent = urgent;
        this.kinds = urgent.kinds();
        this.longest = interval.toNanos();
        this.first = Heartbeat.shorter(FIRST, interval).toNanos();
        postpone();
    }

    /** How long until the next look is due; zero when it is, and without end if nothing is urgent to the handler. */
    Duration untilDue() {
        return kinds.isEmpty() ? Mailbox.FOREVER : Duration.ofNanos(Math.max(0, due - System.nanoTime()));
    }

    /** Whether anything is urgent to the handler. */
    boolean isNeeded() {
        return !kinds.isEmpty();
    }

    /** The loop begins to wait: the next look is due soon. */
    void waitingBegins() {
        long soon = System.nanoTime() + first;
        pause = first;
        due = soon - due < 0 ? soon : due;
    }

    /** The loop has waited enough. */
    void waitingEnds() {
        pause = longest;
        due = last + longest;
    }

    /** The loop knows that there is nothing to be found now, or has reason not to look. */
    void postpone() {
        last = System.nanoTime();
        waitingEnds();
    }

    /**
     * Looks if it is due, and has what it finds handled.
     *
     * @return whether it looked
     */
    boolean lookIfDue() throws InterruptedException {
        if (!untilDue().isZero()) {
            return false;
        }
        boolean looks = !urgent.isBehind();
        if (looks) {
            Urgent found = mailbox.receiveUrgent(kinds);
            found.deliveries().forEach(urgent::handle);
            urgent.withdraw(found.withdrawn());
        }
        last = System.nanoTime();
        pause = Math.min(2 * pause, longest);
        due = last + pause;
        return looks;
    }
}
