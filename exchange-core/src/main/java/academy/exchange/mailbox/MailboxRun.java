package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/** One run of a container, from the opening of its mailbox to the end of the last handler. */
final class MailboxRun {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private static final int MAX_MESSAGES_LOGGED = 20;

    private final ContainerSetup setup;
    private final String container;
    private final Mailbox mailbox;
    private final Duration shutdownTimeout;
    private final Workers workers;
    private final UrgentWorker urgent;
    private final Outage outage;
    private final Restoration restoration;
    private final Poller poller;
    private final Loop loop;
    private final HandlerPool pool;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean over;

    /**
     * Whether the current thread keeps the JVM alive, the run's threads do, and they have its class loader.
     *
     * @param executor has the threads on which the handlers run; null for those of the {@link HandlerPool}
     * @param loopEnded is told, by a thread that serves the loop, that the loop ended, and why
     * @param idle is told by such a thread how long nothing was received
     * @param restored is told by such a thread that the mailbox was restored
     */
    MailboxRun(
            ContainerSetup setup,
            Mailbox mailbox,
            @Nullable Executor executor,
            BiConsumer<MailboxRun, Poller.Next> loopEnded,
            BiConsumer<MailboxRun, Duration> idle,
            Consumer<MailboxRun> restored) {
        ContainerOptions options = setup.options();
        this.setup = setup;
        this.container = setup.id();
        this.mailbox = mailbox;
        this.shutdownTimeout = options.shutdownTimeout();
        this.pool = HandlerPool.forThisThread();
        this.workers = new Workers(setup, pool, executor == null ? pool : executor);
        this.outage = new Outage(container, options, setup.random());
        this.urgent = new UrgentWorker(setup, pool, workers);
        this.restoration = new Restoration(setup, mailbox, () -> restored.accept(this));
        Silence silence = new Silence(options.idleAfter(), setup.clock(), time -> idle.accept(this, time));
        this.poller = new Poller(setup, mailbox, workers, urgent, outage, restoration, silence);
        Loop.End end = last -> loopEnded.accept(this, last);
        this.loop = poller.listens()
                ? new SharedLoop(container, poller, end, PollerThreads.SHARED, pool.keepsAlive())
                : new OwnLoop(container, poller, end);
    }

    /** Starts the loop. */
    void begin() {
        poller.tell(loop::wake);
        pool.enter();
        try {
            loop.begin();
        } catch (Throwable noThread) {
            pool.leave();
            throw noThread;
        }
    }

    /** Whether it keeps the JVM alive. */
    boolean keepsAlive() {
        return pool.keepsAlive();
    }

    /** Lets the loop take nothing new. */
    void pause() {
        poller.pause();
    }

    /** Lets the loop go on. */
    void resume() {
        poller.resume();
    }

    /** Lets the loop end; {@link #drainAndRelease} waits for it. */
    void requestStop() {
        poller.requestStop();
    }

    /**
     * Ends the reading, waits for what was taken to be handled and gives the mailbox back: without limit while nobody
     * asked for a stop, then up to the time limit, after which the handlers are interrupted. What is not settled then goes
     * back.
     */
    void drainAndRelease() {
        try {
            drain();
        } catch (InterruptedException interrupted) {
            log.warn("Container '{}' was interrupted while it waited for its handlers", container);
            finishHandlers();
        } finally {
            end(mailbox::close);
            setup.release(mailbox);
        }
    }

    private void drain() throws InterruptedException {
        long start = System.nanoTime();
        end(mailbox::stopReading);
        joinLoop(start);
        finishHandlers();
        if (!poller.stopRequested().isDone()) {
            awaitHandlersOrStop();
            start = System.nanoTime();
        }
        if (!completesWithin(handlersEnded(), remaining(start))) {
            abandonHandlers();
        }
    }

    private void finishHandlers() {
        urgent.finish();
        // What turns out not to be urgent is for a worker, so that theirs is the last word.
        var unused = urgent.ended().thenRun(workers::finish);
    }

    /** Notes, under the container's lock, that nothing is left to be done: another run may begin. */
    void markOver() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** To be called once all is over and told. */
    void end() {
        ended.complete(null);
        // Handlers that were left to themselves may need a thread yet.
        var unused = handlersEnded().thenRun(pool::leave);
    }

    /** Completes when {@link #end} was called. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    boolean isOwnThread() {
        return loop.isCurrentThread() || workers.isCurrentThread() || urgent.isCurrentThread();
    }

    Mailbox mailbox() {
        return mailbox;
    }

    Optional<Instant> lastPoll() {
        return poller.lastPoll(loop.stalled());
    }

    Optional<String> lastError() {
        return outage.lastError();
    }

    /** How long the loop has shown no sign of life, if that is too long. */
    Optional<Duration> silence() {
        return poller.silence(loop.stalled());
    }

    Restoration restoration() {
        return restoration;
    }

    int inFlight() {
        return workers.inFlight();
    }

    /** First the taking, so that handlers that run may still settle what they have, and in the end the rest. */
    private void end(Runnable reading) {
        try {
            reading.run();
        } catch (RuntimeException failure) {
            log.warn("Container '{}' could not close its mailbox: {}", container, LogText.of(failure));
        }
    }

    private void joinLoop(long start) throws InterruptedException {
        // At least a moment: a closed mailbox ends the receive at once, but not in no time.
        if (!completesWithin(loop.over(), Math.max(TimeUnit.MILLISECONDS.toNanos(100), remaining(start)))) {
            log.warn("Container '{}' still waits for its mailbox, which was closed; interrupted", container);
            loop.interrupt();
        }
    }

    private CompletableFuture<Void> handlersEnded() {
        return CompletableFuture.allOf(workers.ended(), urgent.ended());
    }

    private void awaitHandlersOrStop() {
        CompletableFuture.anyOf(handlersEnded(), poller.stopRequested()).join();
    }

    private static boolean completesWithin(CompletableFuture<Void> end, long nanos) throws InterruptedException {
        try {
            end.get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException running) {
            return false;
        }
    }

    private void abandonHandlers() {
        List<String> abandoned = Stream.of(workers.abandon(), urgent.abandon())
                .flatMap(List::stream)
                .toList();
        log.warn(
                "Container '{}' stopped after {} ms with {} handlers still running; interrupted them on {}",
                container,
                shutdownTimeout.toMillis(),
                abandoned.size(),
                abandoned.stream().limit(MAX_MESSAGES_LOGGED).toList());
    }

    private long remaining(long start) {
        return Math.max(0, nanos(shutdownTimeout) - (System.nanoTime() - start));
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(10_000)) < 0 ? duration.toNanos() : Long.MAX_VALUE;
    }
}
