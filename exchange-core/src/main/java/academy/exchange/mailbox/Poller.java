package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeClosedException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Message;

/** The body of a container's loop: permits first, then messages, each to a worker. */
final class Poller {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    /** How the loop goes on after a poll. */
    enum Next {
        /** With another poll. */
        POLL,
        /** Not at all: it was told to stop. */
        STOPPED,
        /** Not at all: the mailbox was terminated. */
        TERMINATED,
        /** Not at all: somebody else closed the reader or the exchange. */
        CLOSED
    }

    private final String container;
    private final Mailbox mailbox;
    private final Workers workers;
    private final Duration pollTimeout;
    private final Heartbeat heartbeat;
    private final Outage outage;
    private final InstantSource clock;
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private volatile CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);
    private volatile @Nullable Instant lastPoll;

    Poller(
            String container,
            Mailbox mailbox,
            Workers workers,
            Duration pollTimeout,
            Heartbeat heartbeat,
            Outage outage,
            InstantSource clock) {
        this.container = container;
        this.mailbox = mailbox;
        this.workers = workers;
        this.pollTimeout = pollTimeout;
        this.heartbeat = heartbeat;
        this.outage = outage;
        this.clock = clock;
    }

    /** Polls once: waits for a free worker, then for messages, and after a failure for the time of the back-off. */
    Next pollOnce() {
        try {
            return receive(awaitWorkers());
        } catch (Throwable failure) {
            return after(failure);
        }
    }

    /** Ends the loop: no poll begins after this, and a back-off ends at once. A running receive is left alone. */
    void requestStop() {
        stopRequested.complete(null);
        // Wakes a loop that waits for a permit; it sees the request before it could use this surplus one.
        workers.giveBack(1);
    }

    /** Lets no poll begin until {@link #resume}. A running receive is left alone. */
    void pause() {
        resumed = new CompletableFuture<>();
    }

    void resume() {
        resumed.complete(null);
    }

    CompletableFuture<Void> stopRequested() {
        return stopRequested;
    }

    Optional<Instant> lastPoll() {
        return Optional.ofNullable(lastPoll);
    }

    private int awaitWorkers() throws InterruptedException {
        awaitResume();
        boolean busy = workers.isBusy();
        int permits = acquire();
        if (busy) {
            // Or the loop would seem to have been idle as long as the handler ran.
            lastPoll = clock.instant();
        }
        return permits;
    }

    /** Gives heartbeats while it waits: an agent that is paused is alive. */
    private void awaitResume() throws InterruptedException {
        while (!resumed.isDone() && !stopRequested.isDone()) {
            try {
                CompletableFuture.anyOf(resumed, stopRequested)
                        .get(heartbeat.untilDue().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException due) {
                heartbeat.beatIfDue();
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Gives heartbeats while it waits: an agent whose handlers all have work is alive, however long that takes. */
    private int acquire() throws InterruptedException {
        int permits = workers.acquireWithin(heartbeat.untilDue());
        while (permits == 0) {
            heartbeat.beatIfDue();
            permits = workers.acquireWithin(heartbeat.untilDue());
        }
        return permits;
    }

    private Next receive(int permits) throws InterruptedException {
        int unused = permits;
        try {
            if (stopRequested.isDone()) {
                return Next.STOPPED;
            }
            // No longer than until the next heartbeat, so that the first poll only looks, and the first one comes at
            // once.
            List<Message> messages = mailbox.receive(permits, Heartbeat.shorter(pollTimeout, heartbeat.untilDue()));
            unused -= messages.size();
            messages.forEach(workers::handle);
        } finally {
            workers.giveBack(Math.max(0, unused));
        }
        lastPoll = clock.instant();
        outage.over();
        if (!stopRequested.isDone()) {
            heartbeat.beatIfDue();
        }
        return Next.POLL;
    }

    private Next after(Throwable failure) {
        if (stopRequested.isDone()) {
            return Next.STOPPED;
        }
        if (failure instanceof MailboxTerminatedException) {
            log.info("Container '{}' ends: {}", container, LogText.of(failure));
            return Next.TERMINATED;
        }
        if (failure instanceof ExchangeClosedException) {
            outage.note(failure);
            log.info("Container '{}' stops: {}", container, LogText.of(failure));
            return Next.CLOSED;
        }
        if (failure instanceof MailboxClosedException) {
            outage.note(failure);
            log.warn("Container '{}' stops, since somebody else closed its reader: {}", container, LogText.of(failure));
            return Next.CLOSED;
        }
        return pause(outage.failed(failure));
    }

    private Next pause(Duration pause) {
        try {
            stopRequested.get(pause.toNanos(), TimeUnit.NANOSECONDS);
            return Next.STOPPED;
        } catch (TimeoutException over) {
            return Next.POLL;
        } catch (InterruptedException | ExecutionException interrupted) {
            // Only this class ends the loop. An interrupt from elsewhere merely shortens the pause.
            return Next.POLL;
        }
    }
}
