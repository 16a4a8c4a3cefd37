package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ForeignText;
import academy.exchange.Message;

/** Threads on which a container calls its handler, made when they are needed, first come, first served. */
final class HandlerThreads {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final LongAdder failures;
    private final ThreadPoolExecutor pool;
    private final Set<Job> unfinished = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean abandoned;

    /** What is called. */
    @FunctionalInterface
    interface Call {

        void run() throws Exception;
    }

    /**
     * @param size how many threads at most
     * @param names the name of the first, second and so on
     * @param failures counts the calls that threw
     */
    HandlerThreads(String container, int size, IntFunction<String> names, LongAdder failures) {
        this.container = container;
        this.failures = failures;
        this.pool = new Pool(size, threads(names));
    }

    /** Lets a thread end that had nothing to do for so long. */
    HandlerThreads endingAfter(Duration idle) {
        pool.setKeepAliveTime(idle.toNanos(), TimeUnit.NANOSECONDS);
        pool.allowCoreThreadTimeOut(true);
        return this;
    }

    /**
     * Calls, once, when a thread is free. What the call throws is logged and counted.
     *
     * @param subject what the call is about, for a log line
     * @param afterwards runs after the call, however it ended
     */
    void execute(Supplier<String> subject, Call call, Runnable afterwards) {
        Job job = new Job(subject, call, afterwards);
        unfinished.add(job);
        try {
            pool.execute(job);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            // The message may be gone from the mailbox: better late, or on the poll thread, than lost.
            job.run();
        }
    }

    /** How many calls have not ended yet, whether or not they have begun. */
    int unfinished() {
        return unfinished.size();
    }

    /** Takes no more calls; the threads end when those it has are made. */
    void finish() {
        pool.shutdown();
    }

    /** Completes when {@link #finish} was called and the last call has ended. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Interrupts the calls that run, and lets those that wait find their thread interrupted: what was taken from a
     * mailbox reaches its handler even then, unless it can be given back.
     *
     * @return the subjects of both
     */
    List<String> abandon() {
        abandoned = true;
        return unfinished.stream()
                .peek(Job::interrupt)
                .map(job -> job.subject.get())
                .toList();
    }

    /** Whether the handlers were told that their time is over. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Whether the current thread is one of these. */
    boolean isCurrentThread() {
        return Thread.currentThread() instanceof Worker worker && worker.owner == this;
    }

    /** The message as the subject of a call. */
    static Supplier<String> subject(Message message) {
        return () -> "message " + message.tag() + " from "
                + ForeignText.line(message.src().toString());
    }

    private ThreadFactory threads(IntFunction<String> names) {
        AtomicInteger made = new AtomicInteger();
        return task -> new Worker(this, task, names.apply(made.incrementAndGet()));
    }

    /** One call on its way; two are never equal, even if they are about the same. */
    private final class Job implements Runnable {

        private final Supplier<String> subject;
        private final Call call;
        private final Runnable afterwards;
        private volatile @Nullable Thread runner;

        Job(Supplier<String> subject, Call call, Runnable afterwards) {
            this.subject = subject;
            this.call = call;
            this.afterwards = afterwards;
        }

        @Override
        public void run() {
            try {
                runner = Thread.currentThread();
                if (abandoned) {
                    interrupt();
                }
                call.run();
            } catch (Throwable failure) {
                // Whatever a handler throws, an OutOfMemoryError included, is its own affair and not the loop's.
                failures.increment();
                log.error("The handler of container '{}' failed on {}", container, subject.get(), failure);
            } finally {
                runner = null;
                unfinished.remove(this);
                afterwards.run();
            }
        }

        void interrupt() {
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    /** Inherits from the thread that starts the container whether it keeps the JVM alive. */
    private static final class Worker extends Thread {

        private final HandlerThreads owner;

        Worker(HandlerThreads owner, Runnable task, String name) {
            super(task, name);
            this.owner = owner;
        }
    }

    private final class Pool extends ThreadPoolExecutor {

        Pool(int size, ThreadFactory threads) {
            super(size, size, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        }

        @Override
        protected void terminated() {
            ended.complete(null);
        }
    }
}
