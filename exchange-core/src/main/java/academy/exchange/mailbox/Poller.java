package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;

/**
 * The body of a container's loop, in turns: permits first, then messages, each to a worker; meanwhile what is urgent. A turn
 * does what can be done now and says how to go on; for permits, the end of a pause or of a back-off it does not wait, and for
 * messages only if the mailbox cannot tell when there are some. One turn at a time, on any thread.
 */
final class Poller {

    /** How the loop goes on after a turn. */
    enum Next {
        /** With another turn. */
        AGAIN,
        /** It is not over: what it takes is on its way, and {@link #finish} has to follow. */
        BEGUN,
        /** With another turn when it is due, or when somebody wakes the loop. */
        REST,
        /** Not at all: it was told to stop. */
        STOPPED,
        /** Not at all: the mailbox was terminated. */
        TERMINATED,
        /** Not at all: somebody else closed the reader or the exchange. */
        CLOSED;

        boolean goesOn() {
            return this == AGAIN || this == BEGUN || this == REST;
        }
    }

    private final Mailbox mailbox;
    private final Workers workers;
    private final UrgentWorker urgent;
    private final Dispatch dispatch;
    private final Duration pollTimeout;
    private final Heartbeat heartbeat;
    private final Lookout lookout;
    private final Setbacks setbacks;
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

    /** The permits of a take that was begun. */
    private int permits;

    /** Where others are whose takes the last one could have been made with; null if none. */
    private @Nullable Exchange store;

    Poller(
            ContainerSetup setup,
            Mailbox mailbox,
            Workers workers,
            UrgentWorker urgent,
            Outage outage,
            Restoration restoration,
            Silence silence) {
        this.mailbox = mailbox;
        this.workers = workers;
        this.urgent = urgent;
        this.dispatch = new Dispatch(workers, urgent);
        this.pollTimeout = setup.options().pollTimeout();
        this.heartbeat = new Heartbeat(setup.id(), mailbox, setup.options());
        this.lookout = new Lookout(mailbox, urgent, pollTimeout);
        this.setbacks = new Setbacks(setup, outage, restoration, heartbeat);
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
        Next next = begin();
        return next == Next.BEGUN ? finish() : next;
    }

    /** Takes a turn, or half of one: if it takes messages, what it asks the store for may be asked together with others. */
    Next begin() {
        pulse.beat();
        return safely(this::attempt);
    }

    /** The other half, if there is one. */
    Next finish() {
        return safely(this::take);
    }

    private Next safely(Callable<Next> part) {
        Next next = Next.AGAIN;
        try {
            next = part.call();
        } catch (Throwable failure) {
            next = after(failure);
            // Or looks that fail again and again would leave no room for a poll.
            lookout.postpone();
        } finally {
            if (next != Next.BEGUN) {
                pulse.rest();
            }
        }
        return next;
    }

    /** Whether takes of the two can be asked for together, and neither waits for the store on other business. */
    boolean takesTogetherWith(Poller other) {
        return store != null && store == other.store && !hasOtherBusiness() && !other.hasOtherBusiness();
    }

    private boolean hasOtherBusiness() {
        return heartbeat.isDue() || (!isIdle() && lookout.untilDue().isZero());
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
        return beginTake();
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

    private Next beginTake() throws InterruptedException {
        permits = workers.acquire();
        if (permits == 0) {
            return waitFor(Phase.BUSY);
        }
        waitingEnds();
        if (isTold && !workers.isPrompt() && !dispatch.hasNext()) {
            askAhead();
        }
        return Next.BEGUN;
    }

    /** Not where the handler runs on this thread: what others have taken would wait until it comes to an end. */
    private void askAhead() {
        boolean failed = true;
        try {
            store = mailbox.beginTake(permits) ? mailbox.exchange() : null;
            failed = false;
        } finally {
            if (failed) {
                workers.giveBack(permits);
            }
        }
    }

    private Next take() throws InterruptedException {
        dispatch.handOut(permits, this::takeUpTo);
        lastPoll = clock.instant();
        setbacks.over();
        if (!gate.isStopped()) {
            heartbeat.beatIfDue();
        }
        if (!isTold) {
            return Next.AGAIN;
        }
        if (dispatch.hasNext() || (backlog && !lull.isLikely())) {
            return hasPermits() ? Next.AGAIN : waitFor(Phase.BUSY);
        }
        backlog = false;
        ask();
        return hasDuties() && !hasPermits() ? waitFor(Phase.BUSY) : rest();
    }

    /** Whether it matters when a handler is free, though nothing is known to wait for one. */
    private boolean hasDuties() {
        return lookout.isNeeded() || silence.isTold();
    }

    /** If there are none the loop is woken when there are. */
    private boolean hasPermits() {
        int free = workers.acquire();
        workers.giveBack(free);
        return free > 0;
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

    private void ask() {
        if (!isAsked) {
            isAsked = true;
            lull.asked();
            var unused = mailbox.whenReady(ready);
        }
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
            setbacks.over();
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
        Setbacks.Sequel sequel = setbacks.after(failure);
        if (sequel.next().goesOn()) {
            phase = Phase.BACKING_OFF;
            isAsked = false;
            return restFor(sequel.pause());
        }
        return sequel.next();
    }
}
