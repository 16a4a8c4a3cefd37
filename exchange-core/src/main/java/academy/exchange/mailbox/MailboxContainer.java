package academy.exchange.mailbox;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.Mailbox;
import academy.exchange.mailbox.ContainerEvent.Reason;

/**
 * Serves one mailbox: takes its messages and hands each to a handler.
 *
 * <p><b>Guarantees.</b> At most {@linkplain ContainerOptions#concurrency() concurrency} handlers run at once, and no
 * message is taken before one of them is free, unless a {@linkplain ContainerOptions#prefetch() prefetch} is set. Each
 * message taken is handed to the handler exactly once, by default. With a concurrency of 1 messages are handled in the order of the
 * mailbox. Whatever a handler throws is logged once, counted and ends nothing.
 *
 * <p><b>What is urgent</b> to the {@linkplain MessageHandler#urgent() handler} overtakes the rest and needs no free
 * handler: while the container is busy or paused it looks for such messages several times within the poll timeout, and
 * so it learns that its mailbox was terminated. They are handled one at a time, beside the others.
 *
 * <p><b>Delivery.</b> With {@linkplain ContainerOptions#delivery() delivery} at least once a message stays with the store
 * until its handler has ended, and is delivered again if the handler throws or its process dies; see
 * {@link MessageHandler#handle(academy.exchange.Delivery)}. After an end in order nothing that was taken stays behind: it
 * is handled, or goes back to the mailbox.
 *
 * <p><b>When the store is out of reach</b> or refuses, the container pauses between {@code minBackOff} and
 * {@code maxBackOff} and tries again until it succeeds or is stopped. So it does when the store lost all trace of the
 * mailbox and the source cannot {@linkplain Source#restore restore} it, as that of an agent can. When the mailbox is
 * terminated the container ends by itself; so it does when somebody else closes its reader or the exchange.
 *
 * <p><b>Heartbeats.</b> The loop itself gives a sign of life for its mailbox after its first successful poll and then
 * at the heartbeat interval, also while it waits for a free handler: a container whose handlers are all at work is
 * alive. One that hangs, or whose store is out of reach, falls silent. A heartbeat that fails is tried again and ends
 * nothing.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time. Containers whose mailboxes
 * {@linkplain Mailbox#whenReady tell} when there is something are served by a few threads that they all share,
 * {@code exchange-poller-<n>}, at most 8, and cost no time while nothing comes; each other has a poll thread of its own,
 * which bears the container's id. Handlers run on threads that all containers share, made when needed and ended when they
 * have had nothing to do for 5 seconds. A thread that works for this container bears the name {@code <id>-worker-<n>}, or
 * {@code <id>-urgent} for what is urgent, and has the context class loader of the thread that starts the container; if that
 * is a daemon it is one, and otherwise the container keeps the JVM alive until it ends.
 */
public final class MailboxContainer {

    private final ContainerSetup setup;

    /** Held while the state changes, and by a start while it opens the mailbox. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile State state = State.STOPPED;
    private volatile @Nullable MailboxRun run;
    private final ContainerNews news;

    /** Why the last run ended; changed under the lock. */
    private volatile Reason reason = Reason.STOPPED;

    /** Where a container gets its mailbox from. */
    @FunctionalInterface
    public interface Source {

        /** Opens the mailbox, on the thread that starts the container. A failure is passed on to whoever starts it. */
        Mailbox open();

        /**
         * Takes the mailbox back, closed already. Called once for each mailbox opened, on a thread of the container's,
         * after its last handler ended: at stop, or when the mailbox was terminated or its reader closed by others.
         * The stop is complete when this returns; what it throws is logged.
         */
        default void released(Mailbox mailbox) {}

        /**
         * Makes this mailbox, opened here, one that can be sent to again: all trace of it has vanished from the store, as
         * when that lost its data or came back without it. Called on a thread that polls for the container, which serves the
         * same reader further, and again after a pause for as long as this fails or declines. Must not open anew what was
         * terminated.
         *
         * @return whether the mailbox is there again, by this or by somebody else; by default nothing is done, and it is
         *     false
         */
        default boolean restore(Mailbox mailbox) {
            return false;
        }
    }

    /** What a container is doing. */
    public enum State {
        /** Nothing: it was not started yet, was stopped, or stopped since its reader was closed by others. */
        STOPPED,
        /** It serves its mailbox, or tries to while the store is out of reach. */
        RUNNING,
        /** It takes nothing new until it is resumed; what it took before is being handled. */
        PAUSED,
        /** It takes nothing new and waits for running handlers. */
        STOPPING,
        /** Its mailbox was terminated; handlers that ran then may still finish. */
        TERMINATED
    }

    /**
     * What a container looks like at one moment.
     *
     * @param id the container's id
     * @param state what it is doing
     * @param mailbox whose mailbox it serves, or served last; empty before the first start
     * @param lastPoll the end of the last poll or look for what is urgent that succeeded since the start, whether or
     *     not it brought messages, or of the last wait for a free handler; now, while the mailbox would tell if there were
     *     something
     * @param inFlight how many messages are being handled, at most the concurrency; neither what is urgent nor what was
     *     taken ahead and waits for a handler
     * @param lastError why the last poll failed, in one line of at most about 200 characters; empty when it succeeded
     * @param restorations how often, since the start, the mailbox was restored after all trace of it had vanished
     * @param lastRestored when it was last; empty if never
     */
    public record Status(
            String id,
            State state,
            Optional<EntityId> mailbox,
            Optional<Instant> lastPoll,
            int inFlight,
            Optional<String> lastError,
            int restorations,
            Optional<Instant> lastRestored) {}

    /**
     * A container that is not started yet.
     *
     * @param id names it and its threads
     * @param source where it gets its mailbox from at each start
     * @param handler what it does with each message
     * @throws IllegalArgumentException if the id is blank
     */
    public MailboxContainer(String id, Source source, MessageHandler handler, ContainerOptions options) {
        this(id, source, handler, options, InstantSource.system(), () -> ThreadLocalRandom.current()
                .nextDouble());
    }

    MailboxContainer(
            String id,
            Source source,
            MessageHandler handler,
            ContainerOptions options,
            InstantSource clock,
            DoubleSupplier random) {
        this.setup = new ContainerSetup(id, source, new CountedHandler(handler), options, clock, random);
        this.news = new ContainerNews(setup);
    }

    /** Names the container and its threads. */
    public String id() {
        return setup.id();
    }

    /** How it reads. */
    public ContainerOptions options() {
        return setup.options();
    }

    /**
     * Opens the mailbox, which may block, and begins to serve it. Does nothing if it is running. May be called again
     * after a stop or after the mailbox was terminated; the source is then asked for a fresh mailbox.
     *
     * <p>What the source throws is passed on, and the container stays as it was.
     *
     * @throws IllegalStateException if handlers of the last run have not ended yet; wait for {@link #stopAsync()}
     */
    public void start() {
        lock.lock();
        try {
            if (!isRunning()) {
                requireEnded();
                launch(setup.source().open());
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing new, and waits until the messages already taken are handled. What lies in the mailbox stays there.
     * Handlers that still run after the shutdown timeout are interrupted and left to themselves, which is logged; what
     * was taken ahead then is handed over on an interrupted thread, or goes back to the mailbox if that delivers at least
     * once. Does nothing if it is stopped.
     *
     * <p>A handler may call this on its own container: then it does not wait. If the thread is interrupted meanwhile,
     * this returns early with the interrupt flag set, and the stop goes on.
     */
    public void stop() {
        CompletableFuture<Void> stopped = stopAsync();
        MailboxRun current = run;
        if (current == null || current.isOwnThread()) {
            return;
        }
        try {
            stopped.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Stops as {@link #stop()} does, without waiting; at most for a start that is under way. A handler may call this on
     * its own container, but must not wait for it.
     *
     * @return completes always and never exceptionally, when the container has stopped; cancelling it changes nothing
     */
    public CompletableFuture<Void> stopAsync() {
        lock.lock();
        try {
            MailboxRun current = run;
            if (current == null) {
                return CompletableFuture.completedFuture(null);
            }
            beginStop(current);
            return current.ended().copy();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing new until {@link #resume()}, without stopping: what it took is handled, what lies in the mailbox
     * stays there, the mailbox stays registered. A message that the store hands over in this very moment is still
     * handled. Does nothing unless the container is running. Never blocks for long; a stop or a start ends the pause.
     */
    public void pause() {
        lock.lock();
        try {
            MailboxRun current = run;
            if (state == State.RUNNING && current != null) {
                current.pause();
                state = State.PAUSED;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes messages again after {@link #pause()}. Does nothing unless the container is paused. */
    public void resume() {
        lock.lock();
        try {
            MailboxRun current = run;
            if (state == State.PAUSED && current != null) {
                state = State.RUNNING;
                current.resume();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What it looks like now. Never blocks. */
    public Status status() {
        Optional<MailboxRun> current = Optional.ofNullable(run);
        return new Status(
                id(),
                state,
                current.map(each -> each.mailbox().mailboxId()),
                current.flatMap(MailboxRun::lastPoll),
                current.map(MailboxRun::inFlight).orElse(0),
                current.flatMap(MailboxRun::lastError),
                current.map(each -> each.restoration().count()).orElse(0),
                current.flatMap(each -> each.restoration().last()));
    }

    /** Whether it serves its mailbox, if only after a pause. */
    public boolean isRunning() {
        State current = state;
        return current == State.RUNNING || current == State.PAUSED;
    }

    /** How many handlers have failed since this container was made. */
    public long failures() {
        return setup.failures().sum();
    }

    /** What it has counted since it was made. Never blocks. */
    public ContainerCounts counts() {
        return setup.counts();
    }

    /** Whether it ended though nobody stopped it: its mailbox was terminated, or its reader closed by others. */
    public boolean endedByItself() {
        State current = state;
        return current == State.TERMINATED || (current == State.STOPPED && reason == Reason.CLOSED);
    }

    @Override
    public String toString() {
        return "container '" + id() + "' (" + state + ")";
    }

    /** Tells this one from now on, and no other. */
    void listen(ContainerListener to) {
        news.listen(to);
    }

    /** Tells if the loop should run and has shown no sign of life for long. Never blocks. */
    Optional<ContainerEvent.NotResponding> notResponding() {
        return Optional.ofNullable(run).filter(current -> isRunning()).flatMap(news::notResponding);
    }

    private void requireEnded() {
        MailboxRun last = run;
        if (last != null && !last.isOver()) {
            throw new IllegalStateException("Container '" + id() + "' has not ended its last run, " + last.inFlight()
                    + " handlers are running; start it when stopAsync() has completed");
        }
    }

    private void launch(Mailbox mailbox) {
        MailboxRun fresh;
        try {
            fresh = new MailboxRun(setup, mailbox, news.handlers(), this::loopEnded, news::idle, news::restored);
            fresh.begin();
        } catch (Throwable noThread) {
            mailbox.close();
            setup.release(mailbox);
            throw noThread;
        }
        run = fresh;
        state = State.RUNNING;
        news.started(fresh);
    }

    private void beginStop(MailboxRun current) {
        switch (state) {
            case RUNNING, PAUSED -> end(current, State.STOPPING, Reason.STOPPED);
            case TERMINATED -> {
                state = current.isOver() ? State.STOPPED : State.STOPPING;
                current.requestStop();
            }
            case STOPPING, STOPPED -> {}
        }
    }

    /** The loop ended: by itself, unless a stop is under way, which sees to the rest. */
    private void loopEnded(MailboxRun ended, Poller.Next why) {
        lock.lock();
        try {
            if (!isRunning() || run != ended) {
                return;
            }
            switch (why) {
                case TERMINATED -> end(ended, State.TERMINATED, Reason.TERMINATED);
                case CLOSED -> end(ended, State.STOPPING, Reason.CLOSED);
                case AGAIN, BEGUN, REST, STOPPED -> end(ended, State.STOPPING, Reason.STOPPED);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sees a run to its end, on a thread of its own, since neither the loop nor a caller of stop may be held up. */
    private void end(MailboxRun ending, State next, Reason why) {
        state = next;
        reason = why;
        if (next == State.STOPPING) {
            ending.requestStop();
        }
        Thread stop = new Thread(() -> seeOff(ending), id() + "-stop");
        stop.setDaemon(!ending.keepsAlive());
        stop.start();
    }

    private void seeOff(MailboxRun ending) {
        try {
            ending.drainAndRelease();
        } finally {
            ended(ending);
        }
    }

    private void ended(MailboxRun ending) {
        lock.lock();
        try {
            if (state == State.STOPPING) {
                state = State.STOPPED;
            }
            ending.markOver();
            news.stopped(ending, reason);
        } finally {
            lock.unlock();
        }
        ending.end();
    }
}
