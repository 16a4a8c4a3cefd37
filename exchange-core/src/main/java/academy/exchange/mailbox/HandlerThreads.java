package academy.exchange.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ForeignText;
import academy.exchange.Message;

/**
 * A container's share of the {@linkplain HandlerPool threads for handlers}: it has no more than so many of them at once,
 * and they do its jobs first come, first served. A thread that has it does one job after the other until none is left.
 *
 * @param <J> what a job is about
 */
final class HandlerThreads<J> {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final Work<J> work;
    private final HandlerPool pool;
    private final Executor executor;
    private final int size;
    private final IntFunction<String> names;
    private final LongAdder failures;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Queue<J> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicBoolean isComing = new AtomicBoolean();

    /** At each place the thread that bears its number, less one, or null; guarded by itself. */
    private final List<@Nullable Turn<J>> turns = new ArrayList<>();

    /** One for all, since each message has the threads called. */
    private final Runnable turn = this::work;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean finishing;
    private volatile boolean abandoned;

    /** What is done with a job. */
    interface Work<J> {

        /** Does it. What this throws is logged and counted. */
        void call(J job) throws Exception;

        /** The job counts as finished, however it ended. */
        void ended(J job);

        /** A thread found nothing more to do. */
        void rests();

        /** What the job is about, for a log line. */
        String subject(J job);
    }

    /**
     * With the class loader of the current thread.
     *
     * @param pool whose threads
     * @param size how many of them at most
     * @param names the name of the first, second and so on
     * @param failures counts the jobs that threw
     */
    HandlerThreads(
            String container, HandlerPool pool, int size, IntFunction<String> names, LongAdder failures, Work<J> work) {
        this(container, pool, pool, size, names, failures, work);
    }

    /**
     * With the class loader of the current thread, and with threads of an executor's.
     *
     * @param pool whose threads do what the executor refuses
     * @param executor begins what it is given soon, on a thread that has nothing else to do
     * @param size how many of them at most
     * @param names the name of the first, second and so on
     * @param failures counts the jobs that threw
     */
    HandlerThreads(
            String container,
            HandlerPool pool,
            Executor executor,
            int size,
            IntFunction<String> names,
            LongAdder failures,
            Work<J> work) {
        this.container = container;
        this.pool = pool;
        this.executor = executor;
        this.size = size;
        this.names = names;
        this.failures = failures;
        this.work = work;
    }

    /**
     * Has this done once, when a thread is free; even after {@link #finish}, since the message may be gone from the mailbox.
     * If memory is too short for that this throws, and has done nothing.
     */
    void execute(J job) {
        unfinished.incrementAndGet();
        boolean kept = false;
        try {
            kept = waiting.add(job);
        } finally {
            if (!kept) {
                noteFinished();
            }
        }
        call();
    }

    /** Does this at once on the current thread, which is none of these. */
    void runHere(J job) {
        unfinished.incrementAndGet();
        run(job);
    }

    /** How many jobs have not ended yet, whether or not they have begun. */
    int unfinished() {
        return unfinished.get();
    }

    /** Whether there are jobs that no thread has begun. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Expects no more jobs. */
    void finish() {
        finishing = true;
        call();
        if (unfinished.get() == 0) {
            ended.complete(null);
        }
    }

    /** Completes when {@link #finish} was called and the last job has ended. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Interrupts the jobs that run, and lets those that wait find their thread interrupted: what was taken from a
     * mailbox reaches its handler even then, unless it can be given back.
     *
     * @return the subjects of both
     */
    List<String> abandon() {
        abandoned = true;
        List<J> left = new ArrayList<>();
        synchronized (turns) {
            turns.stream()
                    .filter(Objects::nonNull)
                    .map(Turn::get)
                    .filter(Objects::nonNull)
                    .forEach(left::add);
            left.addAll(waiting);
            turns.stream().filter(Objects::nonNull).forEach(each -> each.thread.interrupt());
        }
        return left.stream().map(work::subject).toList();
    }

    /** Whether the handlers were told that their time is over. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Whether the current thread does one of these jobs. */
    boolean isCurrentThread() {
        synchronized (turns) {
            return turns.stream().anyMatch(each -> each != null && each.thread == Thread.currentThread());
        }
    }

    /** The message as the subject of a job. */
    static String subject(Message message) {
        return "message " + message.tag() + " from "
                + ForeignText.line(message.src().toString());
    }

    /**
     * Calls for a thread if there is work, not all are here, and none is on its way: that one calls for the next, or small
     * jobs would cost a call each. Whoever comes or leaves looks for work after it has said so: of that one and whoever brings
     * work one sees the other.
     */
    void call() {
        while (!waiting.isEmpty() && working.get() < size && isComing.compareAndSet(false, true)) {
            if (working.get() < size) {
                working.incrementAndGet();
                callOne();
                return;
            }
            // Somebody may have left since, and not called.
            isComing.set(false);
        }
    }

    private void callOne() {
        try {
            executor.execute(turn);
        } catch (RejectedExecutionException refused) {
            // What was taken from a mailbox reaches its handler, whatever becomes of the executor.
            pool.execute(turn);
        } catch (OutOfMemoryError shortOfMemory) {
            // The jobs are safe here until somebody calls again.
            working.decrementAndGet();
            isComing.set(false);
        }
    }

    private void work() {
        isComing.set(false);
        Turn<J> mine = null;
        try {
            mine = enter();
            J job = waiting.poll();
            call();
            while (job != null) {
                mine.lazySet(job);
                run(job);
                mine.lazySet(null);
                // Where threads are short, others have their turn first.
                job = pool.isShort() ? null : waiting.poll();
            }
        } finally {
            leave(mine);
        }
    }

    private Turn<J> enter() {
        Turn<J> mine = new Turn<>(Thread.currentThread());
        int place;
        synchronized (turns) {
            place = turns.indexOf(null);
            if (place < 0) {
                place = turns.size();
                turns.add(mine);
            } else {
                turns.set(place, mine);
            }
        }
        dress(mine.thread, names.apply(place + 1));
        return mine;
    }

    /** A thread of an executor's bears the name of what it did last, if it does anything else at all. */
    private void dress(Thread current, String name) {
        if (executor == pool) {
            HandlerPool.dress(name, loader);
        } else {
            current.setName(name);
            current.setContextClassLoader(loader);
        }
    }

    private void leave(@Nullable Turn<J> mine) {
        if (mine != null) {
            synchronized (turns) {
                // From here on no interrupt comes.
                turns.set(turns.indexOf(mine), null);
            }
        }
        working.decrementAndGet();
        work.rests();
        call();
    }

    private void run(J job) {
        try {
            if (abandoned) {
                Thread.currentThread().interrupt();
            }
            work.call(job);
        } catch (Throwable failure) {
            // Whatever a handler throws, an OutOfMemoryError included, is its own affair and not the loop's.
            failures.increment();
            log.error("The handler of container '{}' failed on {}", container, work.subject(job), failure);
        } finally {
            // Whoever interrupted it meant this job.
            var unused = Thread.interrupted();
            noteFinished();
            work.ended(job);
        }
    }

    private void noteFinished() {
        if (unfinished.decrementAndGet() == 0 && finishing) {
            ended.complete(null);
        }
    }

    /** A thread while it is here; holds the job that it does. */
    private static final class Turn<J> extends AtomicReference<@Nullable J> {

        private static final long serialVersionUID = 1L;

        private final transient Thread thread;

        Turn(Thread thread) {
            this.thread = thread;
        }
    }
}
