package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop whose turns come on threads that it shares with others, for a mailbox that tells when there is something. */
final class SharedLoop implements Loop {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final Poller poller;
    private final End end;
    private final PollerThreads threads;
    private final boolean keepsAlive;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Whose turn it is, for {@link TurnQueue} alone. */
    final TurnQueue.Place place = new TurnQueue.Place(this);

    /** The thread that takes a turn now; written under the monitor, so that an interrupt reaches no other turn. */
    private volatile @Nullable Thread runner;

    /**
     * A loop with the class loader of the current thread.
     *
     * @param keepsAlive whether it keeps the JVM alive
     */
    SharedLoop(String container, Poller poller, End end, PollerThreads threads, boolean keepsAlive) {
        this.container = container;
        this.poller = poller;
        this.end = end;
        this.threads = threads;
        this.keepsAlive = keepsAlive;
    }

    @Override
    public void begin() {
        threads.begin(this);
    }

    @Override
    public void wake() {
        threads.wake(this);
    }

    @Override
    public synchronized void interrupt() {
        Thread running = runner;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == runner;
    }

    @Override
    public Duration stalled() {
        return threads.stalled();
    }

    @Override
    public CompletableFuture<Void> over() {
        return over;
    }

    boolean keepsAlive() {
        return keepsAlive;
    }

    /** Takes a turn on the current thread, whatever comes of it, or half of one, as {@link Poller#begin}. */
    Poller.Next beginTurn() {
        return run(poller::begin);
    }

    /** The other half, on the same thread. */
    Poller.Next finishTurn() {
        return run(poller::finish);
    }

    private Poller.Next run(Supplier<Poller.Next> part) {
        runsOn(Thread.currentThread());
        Poller.Next next = Poller.Next.STOPPED;
        try {
            next = part.get();
        } catch (Throwable failure) {
            // Even if logging ran out of memory: no container claims to run without its loop.
            logQuietly(failure);
        } finally {
            if (!next.goesOn()) {
                end(next);
            }
            runsOn(null);
            // Whoever interrupted it meant this turn.
            var unused = Thread.interrupted();
        }
        return next;
    }

    /** Whether the two can take their turns on one thread at the same time: what holds up one holds up both. */
    boolean takesTogetherWith(SharedLoop other) {
        return poller.takesTogetherWith(other.poller);
    }

    /** When the next turn is due after one that rests. */
    long nanosUntilDue() {
        return poller.nanosUntilDue();
    }

    private void end(Poller.Next last) {
        try {
            end.ended(last);
        } catch (Throwable failure) {
            logQuietly(failure);
        } finally {
            over.complete(null);
        }
    }

    private synchronized void runsOn(@Nullable Thread thread) {
        runner = thread;
        Thread.currentThread().setContextClassLoader(thread == null ? null : loader);
    }

    /** The thread is needed by others. */
    private void logQuietly(Throwable failure) {
        try {
            log.error("The loop of container '{}' failed", container, failure);
        } catch (Throwable speechless) {
            failure.addSuppressed(speechless);
        }
    }
}
