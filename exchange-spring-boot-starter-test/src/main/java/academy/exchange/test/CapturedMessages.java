package academy.exchange.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import academy.exchange.EntityId;

/**
 * The messages that the application sent and received since the test method began: its agents, its handles and whoever uses its
 * {@link academy.exchange.Exchange}. What a {@link ForeignClient} does is not among them, what the application does about it is.
 *
 * <p>In the order in which they were sent and received, as far as threads have any. All methods may be called by any thread.
 */
public final class CapturedMessages {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Guarded by this. */
    private final List<CapturedMessage> messages = new ArrayList<>();

    CapturedMessages() {}

    /** All up to now. */
    public synchronized List<CapturedMessage> all() {
        return List.copyOf(messages);
    }

    /** Those that an agent or a client sent. */
    public List<CapturedMessage> sentBy(EntityId sender) {
        return all().stream().filter(each -> each.isSentBy(sender)).toList();
    }

    /** Those that were taken out of the mailbox of an agent or a client. */
    public List<CapturedMessage> receivedBy(EntityId receiver) {
        return all().stream().filter(each -> each.isReceivedBy(receiver)).toList();
    }

    /**
     * The first message that fits, waiting 30 seconds for it at most.
     *
     * @throws AssertionError if none came; it shows those that did
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public CapturedMessage await(Predicate<CapturedMessage> which) throws InterruptedException {
        return await(which, PATIENCE);
    }

    /**
     * The first message that fits, waiting for it at most this long; zero looks once.
     *
     * @throws AssertionError if none came; it shows those that did
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public synchronized CapturedMessage await(Predicate<CapturedMessage> which, Duration limit)
            throws InterruptedException {
        long start = System.nanoTime();
        Optional<CapturedMessage> found = find(which);
        long left = limit.toNanos();
        while (found.isEmpty() && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            found = find(which);
            left = limit.toNanos() - (System.nanoTime() - start);
        }
        return found.orElseThrow(() -> new AssertionError("No such message within " + limit + "; captured were "
                + messages.stream().map(each -> "\n  " + each).collect(Collectors.joining())));
    }

    /** Forgets all up to now; so does the end of each test method. */
    public synchronized void clear() {
        messages.clear();
    }

    synchronized void add(CapturedMessage message) {
        messages.add(message);
        notifyAll();
    }

    synchronized void remove(CapturedMessage message) {
        messages.remove(message);
    }

    private Optional<CapturedMessage> find(Predicate<CapturedMessage> which) {
        return messages.stream().filter(which).findFirst();
    }
}
