package academy.exchange.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;

import academy.exchange.mailbox.ContainerCounts;
import academy.exchange.mailbox.MailboxContainer;

/**
 * How often something happens to containers, from what they have counted when somebody asked before. Safe for use by any
 * thread.
 */
final class Rates {

    /** The time that a rate is about is this at least, or what has passed since the first question. */
    private static final long SHORTEST = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final long start;
    private final Map<MailboxContainer, Memory> known = new WeakHashMap<>();

    private record Sample(long at, ContainerCounts counts) {}

    private record Memory(Sample base, Sample latest) {

        Memory next(Sample now) {
            return now.at - latest.at >= SHORTEST ? new Memory(latest, now) : this;
        }
    }

    /**
     * What happened in how many seconds.
     *
     * @param received messages in a second
     * @param failed those in a second that the handler threw at
     */
    record Rate(double seconds, double received, double failed) {}

    Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    synchronized Rate of(MailboxContainer container) {
        Sample now = new Sample(nanoTime.getAsLong(), container.counts());
        Memory memory = known.computeIfAbsent(container, unknown -> first()).next(now);
        known.put(container, memory);
        Sample base = memory.base;
        double seconds = Math.max(1, now.at - base.at) / 1e9;
        return new Rate(
                seconds,
                (now.counts.received() - base.counts.received()) / seconds,
                (now.counts.failed() - base.counts.failed()) / seconds);
    }

    private Memory first() {
        Sample nothing = new Sample(start, new ContainerCounts(0, 0, 0));
        return new Memory(nothing, nothing);
    }
}
