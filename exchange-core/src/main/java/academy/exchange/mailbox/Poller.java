package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.Delivery;
import academy.exchange.ExchangeClosedException;
import academy.exchange.Mailbox;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;

/** The body of a container's loop: permits first, then messages, each to a worker; meanwhile what is urgent. */
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
    private final UrgentWorker urgent;
    private final Duration pollTimeout;
    private final Duration minBackOff;
    private final Heartbeat heartbeat;
    private final Lookout lookout;
    private final Outage outage;
    private final Restoration restoration;
    private final Silence silence;
    private final Pulse pulse;
    private final InstantSource clock;
    private final Gate gate = new Gate();
    private volatile @Nullable Instant lastPoll;

    /** Whether the last receive brought all it asked for, so that there is likely more. */
    private boolean backlog;

    /** What was taken and not handed out yet: nothing between two polls, unless memory ran out on the way. */
    private Iterator<Delivery> taken = Collections.emptyIterator();

    private @Nullable Delivery next;

    Poller(
            ContainerSetup setup,
            Mailbox mailbox,
            Workers workers,
            UrgentWorker urgent,
            Outage outage,
            Restoration restoration,
            Silence silence) {
        this.container = setup.id();
        this.mailbox = mailbox;
        this.workers = workers;
        this.urgent = urgent;
        this.pollTimeout = setup.options().pollTimeout();
        this.minBackOff = setup.options().minBackOff();
        this.heartbeat = new Heartbeat(container, mailbox, setup.options());
        this.lookout = new Lookout(mailbox, urgent, pollTimeout);
        this.outage = outage;
        this.restoration = restoration;
        this.silence = silence;
        this.pulse = new Pulse(setup.clock(), pollTimeout);
        this.clock = setup.clock();
    }

    /** Polls once: waits for a free worker, then for messages, and after a failure for the time of the back-off. */
    Next pollOnce() {
        pulse.beat();
        try {
            if (!isIdle()) {
                lookIfDue();
            }
            return receive(awaitWorkers());
        } catch (Throwable failure) {
            Next next = after(failure);
            // Or looks that fail again and again would leave no room for a poll.
            lookout.postpone();
            return next;
        }
    }

    /** Ends the loop: no poll begins after this, and a back-off ends at once. A running receive is left alone. */
    void requestStop() {
        gate.requestStop();
        // Wakes a loop that waits for a permit; it sees the request before it could use this surplus one.
        workers.giveBack(1);
    }

    /** Lets no poll begin until {@link #resume}. A running receive is left alone. */
    void pause() {
        gate.pause();
    }

    void resume() {
        gate.resume();
    }

    CompletableFuture<Void> stopRequested() {
        return gate.stopRequested();
    }

    Optional<Instant> lastPoll() {
        return Optional.ofNullable(lastPoll);
    }

    /** How long the loop has shown no sign of life, if that is too long. */
    Optional<Duration> silence() {
        return pulse.silence();
    }

    private int awaitWorkers() throws InterruptedException {
        awaitResume();
        boolean busy = workers.isBusy();
        int permits = acquire();
        if (busy) {
            // Or the loop would seem to have been idle as long as the handler ran.
            lastPoll = clock.instant();
            silence.broken();
        }
        return permits;
    }

    private void awaitResume() throws InterruptedException {
        if (!gate.isPaused()) {
            return;
        }
        lookout.waitingBegins();
        while (gate.isPaused()) {
            if (!opensWithin(untilDuty())) {
                doDuties();
            }
        }
        lookout.waitingEnds();
        silence.broken();
    }

    private boolean opensWithin(Duration limit) throws InterruptedException {
        pulse.rest();
        try {
            return gate.opensWithin(limit);
        } finally {
            pulse.beat();
        }
    }

    private int acquire() throws InterruptedException {
        lookout.waitingBegins();
        int permits = acquireWithin(untilDuty());
        while (permits == 0) {
            doDuties();
            permits = acquireWithin(untilDuty());
        }
        lookout.waitingEnds();
        return permits;
    }

    private int acquireWithin(Duration limit) throws InterruptedException {
        pulse.rest();
        try {
            return workers.acquireWithin(limit);
        } finally {
            pulse.beat();
        }
    }

    private Duration untilDuty() {
        return Heartbeat.shorter(heartbeat.untilDue(), lookout.untilDue());
    }

    /** What goes on while the loop waits: an agent that is paused, or whose handlers all have work, is alive. */
    private void doDuties() throws InterruptedException {
        lookIfDue();
        heartbeat.beatIfDue();
    }

    private void lookIfDue() throws InterruptedException {
        if (!gate.isStopped() && lookout.lookIfDue()) {
            lastPoll = clock.instant();
            outage.over();
        }
    }

    /** Whether nothing is in the queue, as far as is known, and nothing being handled that could be withdrawn. */
    private boolean isIdle() {
        return !backlog && workers.inFlight() == 0;
    }

    private Next receive(int permits) throws InterruptedException {
        int unused = permits;
        try {
            if (gate.isStopped()) {
                return Next.STOPPED;
            }
            if (gate.isPaused()) {
                // Since it waited for the permits.
                return Next.POLL;
            }
            if (!hasNext()) {
                taken = takeUpTo(permits).iterator();
            }
            while (unused > 0 && hasNext()) {
                unused -= handOutNext();
            }
        } finally {
            workers.giveBack(Math.max(0, unused));
        }
        lastPoll = clock.instant();
        outage.over();
        if (!gate.isStopped()) {
            heartbeat.beatIfDue();
        }
        return Next.POLL;
    }

    private boolean hasNext() {
        return next != null || taken.hasNext();
    }

    /** One that could not be handed out is still the next then. */
    private int handOutNext() {
        Delivery delivery = next == null ? taken.next() : next;
        next = delivery;
        int kept = handOut(delivery);
        next = null;
        return kept;
    }

    private List<Delivery> takeUpTo(int permits) throws InterruptedException {
        boolean idle = isIdle();
        // No longer than until the next duty, so that the first poll only looks, and the first heartbeat comes at once.
        Duration limit = Heartbeat.shorter(pollTimeout, idle ? heartbeat.untilDue() : untilDuty());
        List<Delivery> deliveries = mailbox.take(permits, limit);
        backlog = deliveries.size() >= permits;
        if (idle) {
            lookout.postpone();
        }
        if (deliveries.isEmpty()) {
            silence.goesOn();
        } else {
            silence.broken();
        }
        return deliveries;
    }

    /** Returns how many permits the message keeps. */
    private int handOut(Delivery delivery) {
        if (!urgent.takes(delivery.message())) {
            workers.handle(delivery);
            return 1;
        }
        if (urgent.isBehind()) {
            urgent.handle(delivery, () -> workers.giveBack(1));
            return 1;
        }
        urgent.handle(delivery);
        return 0;
    }

    private Next after(Throwable failure) {
        if (gate.isStopped()) {
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
        return failure instanceof BadEntityIdException lost ? restore(lost) : pause(outage.failed(failure));
    }

    private Next restore(BadEntityIdException lost) {
        try {
            if (!restoration.restore(lost)) {
                return pause(outage.failed(lost));
            }
            heartbeat.startOver();
            // Short, but not nothing: whatever takes the mailbox away may do so again.
            return pause(minBackOff);
        } catch (Throwable failed) {
            return pause(outage.failed(failed));
        }
    }

    private Next pause(Duration pause) {
        pulse.rest();
        try {
            return gate.stopsWithin(pause) ? Next.STOPPED : Next.POLL;
        } catch (InterruptedException elsewhere) {
            // Only this class ends the loop. An interrupt from elsewhere merely shortens the pause.
            return Next.POLL;
        }
    }
}
