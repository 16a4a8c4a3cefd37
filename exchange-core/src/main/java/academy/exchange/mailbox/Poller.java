package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/**
 * The body of a container's loop, in turns: permits first, then messages, each to a worker; meanwhile what is urgent. A turn
 * does what can be done now and says how to go on; for permits, the end of a pause or of a back-off it does not wait, and for
 * messages only if the mailbox cannot tell when there are some. One turn at a time, on any thread.
 */
final class Poller {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    /** How the loop goes on after a turn. */
    enum Next {
        /** With another turn. */
        AGAIN,
        /** With another turn when it is due, or when somebody wakes the loop. */
        REST,
        /** Not at all: it was told to stop. */
        STOPPED,
        /** Not at all: the mailbox was terminated. */
        TERMINATED,
        /** Not at all: somebody else closed the reader or the exchange. */
        CLOSED;

        boolean goesOn() {
            return this == AGAIN || this == REST;
        }
    }

    /** What the loop was doing when the last turn ended. */
    private enum Phase {
        /** It took messages, or will. */
        TAKING,
        /** It waits for the mailbox to tell that there are some. */
        WAITING,
        /** It waits for a permit. */
        BUSY,
        /** It waits for a resume. */
        PAUSED,
        /** It waits for the end of a back-off. */
        BACKING_OFF
    }

    private final String container;
    private final Mailbox mailbox;
    private final Workers workers;
    private final UrgentWorker urgent;
    private final Dispatch dispatch;
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
    private final Runnable ready = this::ready;
    private volatile Runnable waker = () -> {};
    private volatile @Nullable Instant lastPoll;
    private volatile Phase phase = Phase.TAKING;

    /** When the next turn is due, if the last one rests. */
    private long due;

    /** Whether the mailbox tells when there is something, so that no turn need wait at it. */
    private boolean isTold;

    /** Whether the mailbox was asked to tell and has not done so. */
    private volatile boolean isAsked;

    /** Whether the last take brought all it asked for, so that there is likely more. */
    private boolean backlog;

    private final Lull lull = new Lull();

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
        this.dispatch = new Dispatch(workers, urgent);
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

    /** Runs this from now on whenever the loop has reason for a turn before it is due; on any thread. */
    void tell(Runnable wake) {
        waker = wake;
        workers.tell(wake);
    }

    /**
     * Asks the mailbox to tell when there is something. To be called before the first turn, or not at all.
     *
     * @return whether it can: then turns do not wait for messages, and come when it tells; otherwise they wait at it
     */
    boolean listens() {
        isAsked = true;
        isTold = mailbox.whenReady(ready);
        return isTold;
    }

    /** Takes a turn. */
    Next turn() {
        pulse.beat();
        try {
            return attempt();
        } catch (Throwable failure) {
            Next next = after(failure);
            // Or looks that fail again and again would leave no room for a poll.
            lookout.postpone();
            return next;
        } finally {
            pulse.rest();
        }
    }

    /** How long after a turn that rests until the next is due. */
    long nanosUntilDue() {
        return Math.max(0, due - System.nanoTime());
    }

    /** Ends the loop: nothing is taken by a turn after this, and a back-off ends at once. A running one is left alone. */
    void requestStop() {
        gate.requestStop();
        waker.run();
    }

    /** Lets no turn take anything until {@link #resume}. A running one is left alone. */
    void pause() {
        gate.pause();
        waker.run();
    }

    void resume() {
        gate.resume();
        waker.run();
    }

    CompletableFuture<Void> stopRequested() {
        return gate.stopRequested();
    }

    /**
     * When it last knew what lay in the mailbox: now, as long as the mailbox would tell and the loop would hear it.
     *
     * @param stalled how long it could not, since it got no turn
     */
    Optional<Instant> lastPoll(Duration stalled) {
        boolean wouldKnow =
                phase == Phase.WAITING && isAsked && silence(stalled).isEmpty();
        return wouldKnow ? Optional.of(clock.instant()) : Optional.ofNullable(lastPoll);
    }

    /**
     * How long the loop has shown no sign of life, if that is too long.
     *
     * @param stalled how long it could not, since it got no turn
     */
    Optional<Duration> silence(Duration stalled) {
        return pulse.silence(stalled);
    }

    /** Something may be in the mailbox. */
    private void ready() {
        lull.told();
        isAsked = false;
        waker.run();
    }

    private Next attempt() throws InterruptedException {
        if (gate.isStopped()) {
            return Next.STOPPED;
        }
        if (phase == Phase.BACKING_OFF && nanosUntilDue() > 0) {
            return Next.REST;
        }
        workers.callAgain();
        urgent.callAgain();
        if (!isIdle()) {
            lookIfDue();
        }
        if (gate.isPaused()) {
            return waitFor(Phase.PAUSED);
        }
        if (phase == Phase.PAUSED) {
            waitingEnds();
        }
        if (isTold && knowsOfNothing()) {
            waitingEnds();
            return rest();
        }
        return take();
    }

    private void waitingEnds() {
        lookout.waitingEnds();
        if (phase == Phase.BUSY || phase == Phase.PAUSED) {
            silence.broken();
        }
        if (phase == Phase.BUSY) {
            // Or the loop would seem to have been idle as long as the handler ran.
            lastPoll = clock.instant();
        }
        phase = Phase.TAKING;
    }

    private boolean knowsOfNothing() {
        return isAsked && !backlog && !dispatch.hasNext() && !heartbeat.isDue();
    }

    private Next take() throws InterruptedException {
        int permits = workers.acquire();
        if (permits == 0) {
            return waitFor(Phase.BUSY);
        }
        waitingEnds();
        if (isTold && backlog && lull.isLikely() && !dispatch.hasNext() && !heartbeat.isDue()) {
            workers.giveBack(permits);
            backlog = false;
            return waitForMessages();
        }
        dispatch.handOut(permits, this::takeUpTo);
        lastPoll = clock.instant();
        outage.over();
        if (!gate.isStopped()) {
            heartbeat.beatIfDue();
        }
        return isTold && !backlog ? waitForMessages() : Next.AGAIN;
    }

    /** What goes on while the loop waits: an agent that is paused, or whose handlers all have work, is alive. */
    private Next waitFor(Phase reason) throws InterruptedException {
        if (phase != reason) {
            lookout.waitingBegins();
            phase = reason;
        }
        lookIfDue();
        heartbeat.beatIfDue();
        return restFor(untilDuty());
    }

    private Next waitForMessages() {
        if (!isAsked) {
            isAsked = true;
            lull.asked();
            var unused = mailbox.whenReady(ready);
        }
        return rest();
    }

    /**
     * Should the mailbox fail to tell, what lies there is found when the heartbeat is due: the turn before it takes.
     */
    private Next rest() {
        phase = Phase.WAITING;
        silence.goesOn();
        Duration limit = isIdle() ? heartbeat.untilDue() : untilDuty();
        return restFor(silence.isTold() ? Heartbeat.shorter(limit, pollTimeout) : limit);
    }

    private Next restFor(Duration limit) {
        due = System.nanoTime() + limit.toNanos();
        return Next.REST;
    }

    private Duration untilDuty() {
        return Heartbeat.shorter(heartbeat.untilDue(), lookout.untilDue());
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

    private List<Delivery> takeUpTo(int permits) throws InterruptedException {
        boolean idle = isIdle();
        List<Delivery> deliveries = mailbox.take(permits, isTold ? Duration.ZERO : patience(idle));
        if (backlog) {
            lull.after(deliveries.isEmpty());
        }
        backlog = deliveries.size() >= permits;
        if (idle) {
            lookout.postpone();
        }
        if (deliveries.isEmpty()) {
            silence.goesOn();
        } else {
            // It should have told, and perhaps did; in any case it has to be asked again.
            isAsked = false;
            silence.broken();
        }
        return deliveries;
    }

    /** No longer than until the next duty, so that the first turn only looks, and the first heartbeat comes at once. */
    private Duration patience(boolean idle) {
        return Heartbeat.shorter(pollTimeout, idle ? heartbeat.untilDue() : untilDuty());
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
        return failure instanceof BadEntityIdException lost ? restore(lost) : backOff(outage.failed(failure));
    }

    private Next restore(BadEntityIdException lost) {
        try {
            if (!restoration.restore(lost)) {
                return backOff(outage.failed(lost));
            }
            heartbeat.startOver();
            // Short, but not nothing: whatever takes the mailbox away may do so again.
            return backOff(minBackOff);
        } catch (Throwable failed) {
            return backOff(outage.failed(failed));
        }
    }

    private Next backOff(Duration pause) {
        phase = Phase.BACKING_OFF;
        isAsked = false;
        return restFor(pause);
    }
}
