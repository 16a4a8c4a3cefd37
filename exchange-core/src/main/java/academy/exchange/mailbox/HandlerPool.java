package academy.exchange.mailbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which all containers run their handlers: made when there is work and none is free, ended when they have
 * been free for some seconds, or when the last run that uses them is over. The one that has been free for the shortest
 * time works next, so that those that are not needed end.
 */
final class HandlerPool implements Executor {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private static final HandlerPool DAEMONS = new HandlerPool(true);
    private static final HandlerPool OTHERS = new HandlerPool(false);

    private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

    /** After this a free thread bears the name and the class loader of nobody: not at once, since both cost a bit. */
    private static final Duration STAYS_WHAT_IT_WAS = Duration.ofMillis(100);

    private static final Duration SHORT_OF_MEMORY = Duration.ofMillis(50);

    private static final Runnable END = HandlerPool::end;

    private final boolean daemon;
    private final AtomicInteger made = new AtomicInteger();

    /** The last is the one that has been free for the shortest time; guarded by this, as all below. */
    private final Deque<Worker> free = new ArrayDeque<>();

    /** What has no thread, since none could be made. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private volatile boolean isShort;
    private int threads;
    private int runs;

    private HandlerPool(boolean daemon) {
        this.daemon = daemon;
    }

    /**
     * The one whose threads keep the JVM alive or not, as the current thread does: who starts a container decides that for
     * its handlers, and they for the containers that they start.
     */
    static HandlerPool forThisThread() {
        return Thread.currentThread().isDaemon() ? DAEMONS : OTHERS;
    }

    boolean keepsAlive() {
        return !daemon;
    }

    /** A run begins: free threads stay for a while. */
    synchronized void enter() {
        runs++;
    }

    /** A run is over, all its work done. */
    void leave() {
        Deque<Worker> unneeded = new ArrayDeque<>();
        synchronized (this) {
            runs--;
            if (runs == 0) {
                unneeded.addAll(free);
                threads -= free.size();
                free.clear();
            }
        }
        unneeded.forEach(worker -> worker.give(END));
    }

    /**
     * Runs this on a thread that is free or new. If there is neither it runs when a thread is free, and on the current one
     * if there is no other at all: better late than never.
     */
    @Override
    public void execute(Runnable task) {
        Worker worker = takeFree();
        if (worker != null) {
            worker.give(task);
        } else if (!startsWith(task) && !queue(task)) {
            task.run();
        }
    }

    /** Whether somebody waits for a thread, since no more can be made. */
    boolean isShort() {
        return isShort;
    }

    private synchronized @Nullable Worker takeFree() {
        Worker worker = free.pollLast();
        if (worker == null) {
            threads++;
        }
        return worker;
    }

    private boolean startsWith(Runnable task) {
        try {
            Worker worker = new Worker(task);
            worker.setDaemon(daemon);
            worker.start();
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** The thread that was counted is none. */
    private boolean queue(Runnable task) {
        Worker worker;
        synchronized (this) {
            threads--;
            worker = free.pollLast();
            if (worker == null && threads > 0) {
                isShort = true;
                waiting.add(task);
                return true;
            }
        }
        if (worker != null) {
            worker.give(task);
        }
        return worker != null;
    }

    /** What a thread does next at once; null if it is free now, or to end. */
    private synchronized @Nullable Runnable next(Worker worker) {
        Runnable task = waiting.poll();
        isShort = !waiting.isEmpty();
        if (task == null && !(runs > 0 && isKept(worker))) {
            threads--;
            return END;
        }
        return task;
    }

    private boolean isKept(Worker worker) {
        try {
            return free.add(worker);
        } catch (OutOfMemoryError full) {
            return false;
        }
    }

    /** Lets a thread end, unless somebody has just given it something to do. */
    private synchronized boolean ends(Worker worker) {
        boolean ends = free.removeFirstOccurrence(worker);
        threads -= ends ? 1 : 0;
        return ends;
    }

    private static void end() {}

    /** Lets the current thread bear this name and class loader, if it is one of a pool's. */
    static void dress(String name, @Nullable ClassLoader loader) {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.dress(name, loader);
        }
    }

    private final class Worker extends Thread {

        private final String idleName;
        private volatile @Nullable Runnable given;

        Worker(Runnable task) {
            // What the thread that happens to make it inherits to others is no matter of the containers'.
            super(null, task, "exchange-handler-" + made.incrementAndGet(), 0, false);
            this.idleName = getName();
            this.given = task;
        }

        /** Only ever given to one that has nothing. */
        void give(Runnable task) {
            given = task;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            Runnable task = given;
            while (task != null && task != END) {
                given = null;
                runSafely(task);
                // What interrupted it was meant for what is over.
                var unused = Thread.interrupted();
                task = next(this);
                if (task == null) {
                    task = awaitWork();
                }
            }
        }

        private void runSafely(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) {
                // Tasks deal with their failures, unless memory is short.
                LockSupport.parkNanos(SHORT_OF_MEMORY.toNanos());
                log.error("A thread for handlers goes on after a failure", failure);
            }
        }

        private @Nullable Runnable awaitWork() {
            awaitGiven(STAYS_WHAT_IT_WAS);
            if (given == null) {
                dress(idleName, null);
                awaitGiven(LONGEST_IDLE);
            }
            while (given == null && !ends(this)) {
                // It is about to be given.
                LockSupport.park(this);
                var unused = Thread.interrupted();
            }
            return given;
        }

        private void awaitGiven(Duration limit) {
            long end = System.nanoTime() + limit.toNanos();
            long left = limit.toNanos();
            while (given == null && left > 0) {
                LockSupport.parkNanos(this, left);
                var unused = Thread.interrupted();
                left = end - System.nanoTime();
            }
        }

        void dress(String name, @Nullable ClassLoader loader) {
            if (!getName().equals(name)) {
                setName(name);
            }
            if (getContextClassLoader() != loader) {
                setContextClassLoader(loader);
            }
        }
    }
}
