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
 * time works next, so that those that are not needed end. A thread does one task after the other, whosever they are.
 */
final class HandlerPool implements Executor {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private static final HandlerPool DAEMONS = new HandlerPool(true);
    private static final HandlerPool OTHERS = new HandlerPool(false);

    private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

    /** After this a free thread bears the name and the class loader of nobody: not at once, since both cost a bit. */
    private static final Duration STAYS_WHAT_IT_WAS = Duration.ofMillis(100);

    private static final Duration SHORT_OF_MEMORY = Duration.ofMillis(50);

    /** What a thread that is free is called for. */
    private enum Call {
        WORK,
        END
    }

    private final boolean daemon;
    private final AtomicInteger made = new AtomicInteger();

    /** The last is the one that has been free for the shortest time; guarded by this, as all below. */
    private final Deque<Worker> free = new ArrayDeque<>();

    /** What no thread has begun. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** Whether a thread was called that has not come yet. */
    private boolean isComing;

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
        unneeded.forEach(worker -> worker.give(Call.END));
    }

    /**
     * Runs this on a thread that is free or new. If there is neither it runs when a thread is free, and on the current one
     * if there is no other at all: better late than never. If memory is too short to keep it this throws, and it never runs.
     */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            waiting.add(task);
        }
        call();
    }

    /** Whether somebody waits for a thread, since no more can be made. */
    boolean isShort() {
        return isShort;
    }

    /**
     * Calls for a thread if there is work, unless one is on its way: that one calls for the next before it begins. So what
     * takes no time costs no call each, and what takes long keeps nobody else waiting.
     */
    private void call() {
        Worker worker;
        synchronized (this) {
            if (isComing || waiting.isEmpty()) {
                return;
            }
            isComing = true;
            worker = free.pollLast();
            threads += worker == null ? 1 : 0;
        }
        if (worker != null) {
            worker.give(Call.WORK);
        } else if (!startsOne()) {
            goesWithoutThread();
        }
    }

    private boolean startsOne() {
        try {
            Worker worker = new Worker();
            worker.setDaemon(daemon);
            worker.start();
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Others see to the work when they have done theirs, if there are any. */
    private void goesWithoutThread() {
        noneComes();
        Runnable task = oneForThisThread();
        while (task != null) {
            task.run();
            task = oneForThisThread();
        }
    }

    /** The thread that was counted is none. */
    private synchronized void noneComes() {
        isComing = false;
        threads--;
    }

    private synchronized @Nullable Runnable oneForThisThread() {
        isShort = threads > 0 && !waiting.isEmpty();
        return threads > 0 ? null : waiting.poll();
    }

    private synchronized void arrived() {
        isComing = false;
    }

    /** What a thread does next at once; null if it is free now, or to end. */
    private synchronized @Nullable Runnable next(Worker worker) {
        Runnable task = waiting.poll();
        isShort = isShort && !waiting.isEmpty();
        if (task == null && !(runs > 0 && isKept(worker))) {
            threads--;
            worker.give(Call.END);
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

    /** Lets the current thread bear this name and class loader, if it is one of a pool's. */
    static void dress(String name, @Nullable ClassLoader loader) {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.dress(name, loader);
        }
    }

    private final class Worker extends Thread {

        private final String idleName;
        private volatile @Nullable Call given = Call.WORK;

        Worker() {
            // What the thread that happens to make it inherits to others is no matter of the containers'.
            super(null, null, "exchange-handler-" + made.incrementAndGet(), 0, false);
            this.idleName = getName();
        }

        /** Only ever given to one that has nothing. */
        void give(Call call) {
            given = call;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            while (given == Call.WORK) {
                given = null;
                arrived();
                work();
                awaitGiven();
            }
        }

        private void work() {
            Runnable task = HandlerPool.this.next(this);
            while (task != null) {
                call();
                runSafely(task);
                // What interrupted it was meant for what is over.
                var unused = Thread.interrupted();
                task = HandlerPool.this.next(this);
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

        private void awaitGiven() {
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
