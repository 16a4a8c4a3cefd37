package academy.exchange.mailbox;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The few threads on which many loops take their turns. There is always one more than loops that have a turn now, up to the
 * most, so that one that is held up by its store holds up no other; when the last loop has ended there is none. The threads
 * are daemons; another keeps the JVM alive while there are loops that should.
 */
final class PollerThreads {

    /** The ones for all containers of this JVM. */
    static final PollerThreads SHARED = new PollerThreads();

    private static final int MOST = 8;

    private static final Duration LONGEST_IDLE = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when a loop is ready, when nobody waits for the next alarm, and when there are no more loops. */
    private final Condition called = lock.newCondition();

    /** What the one waits for who waits for the next alarm. */
    private final Condition alarmed = lock.newCondition();

    private final KeepAlive keepAlive = new KeepAlive("exchange-keep-alive");

    // Guarded by the lock, as all below.
    private final TurnQueue queue = new TurnQueue();
    private final BitSet numbers = new BitSet();
    private int loops;

    /** How many wait to be called. */
    private int idle;

    /** Whether another waits for the next alarm. */
    private boolean watched;

    /** Whether somebody was called who has not come yet. */
    private boolean isComing;

    private long lastChange;

    /** Lets a loop have its first turn. */
    void begin(SharedLoop loop) {
        lock.lock();
        try {
            if (loop.keepsAlive()) {
                keepAlive.enter();
            }
            loops++;
            begins(loop);
        } finally {
            lock.unlock();
        }
    }

    private void begins(SharedLoop loop) {
        try {
            callOne();
            queue.begins(loop);
        } catch (OutOfMemoryError noThread) {
            left(loop);
            throw noThread;
        }
    }

    /** Lets a loop have a turn soon. */
    void wake(SharedLoop loop) {
        lock.lock();
        try {
            if (queue.wake(loop)) {
                callOne();
            }
        } finally {
            lock.unlock();
        }
    }

    /** For how long no turn has begun or ended, while there is no thread for another. */
    Duration stalled() {
        lock.lock();
        try {
            return idle > 0 || watched || numbers.isEmpty()
                    ? Duration.ZERO
                    : Duration.ofNanos(System.nanoTime() - lastChange);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has somebody look into the queue: one who is idle, or else a new one if there may be more; unless somebody is on the
     * way, who calls another if there is work left. So loops that are woken at the same time cost one call.
     */
    private void callOne() {
        if (isComing) {
            return;
        }
        if (idle > 0) {
            isComing = true;
            called.signal();
        } else if (watched) {
            isComing = true;
            alarmed.signal();
        } else if (numbers.cardinality() < MOST) {
            start();
        }
    }

    private void start() {
        int number = numbers.nextClearBit(0);
        numbers.set(number);
        try {
            // Whoever happens to wake a loop has nothing to leave to its thread.
            Thread thread = new Thread(null, () -> serve(number), "exchange-poller-" + (number + 1), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        } catch (OutOfMemoryError noThread) {
            numbers.clear(number);
            if (numbers.isEmpty()) {
                throw noThread;
            }
        }
    }

    private void serve(int number) {
        JointTurns turns = new JointTurns();
        while (next(number, turns)) {
            turns.take();
            done(turns);
        }
    }

    private void done(JointTurns turns) {
        lock.lock();
        try {
            lastChange = System.nanoTime();
            turns.end(this::done);
        } finally {
            lock.unlock();
        }
    }

    private void done(SharedLoop loop, Poller.Next next) {
        switch (next) {
            case AGAIN, BEGUN -> queue.again(loop);
            case REST -> rests(loop, lastChange + loop.nanosUntilDue());
            case STOPPED, TERMINATED, CLOSED -> ended(loop);
        }
    }

    private void rests(SharedLoop loop, long due) {
        if (queue.rests(loop, due)) {
            alarmed.signal();
        }
    }

    private void ended(SharedLoop loop) {
        queue.ended(loop);
        left(loop);
    }

    private void left(SharedLoop loop) {
        loops--;
        if (loops == 0) {
            called.signalAll();
            alarmed.signalAll();
        }
        if (loop.keepsAlive()) {
            keepAlive.leave();
        }
    }

    /** Waits for loops whose turn it is; says no if this thread is not needed any more. */
    private boolean next(int number, JointTurns turns) {
        lock.lock();
        try {
            boolean isNeeded = true;
            while (loops > 0 && (isNeeded || !watched || queue.hasReady())) {
                lastChange = System.nanoTime();
                SharedLoop loop = queue.next(lastChange);
                if (loop != null) {
                    gather(loop, turns);
                    leaveTheRestToOthers();
                    return true;
                }
                isNeeded = watched ? awaitCall() : awaitAlarm();
            }
            numbers.clear(number);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void gather(SharedLoop first, JointTurns turns) {
        SharedLoop loop = first;
        while (loop != null) {
            turns.add(loop);
            loop = turns.isFull() ? null : queue.nextWith(first);
        }
    }

    /** Who takes a turn leaves the alarms to another, and what else is ready. */
    private void leaveTheRestToOthers() {
        if (!watched || queue.hasReady()) {
            callOne();
        }
    }

    /** Says whether it was called. */
    @SuppressWarnings("WaitNotInLoop") // who calls this looks again
    private boolean awaitCall() {
        idle++;
        try {
            return called.awaitNanos(LONGEST_IDLE.toNanos()) > 0;
        } catch (InterruptedException nobodys) {
            // Interrupts are for turns. One that comes too late is nobody's.
            return true;
        } finally {
            idle--;
            isComing = false;
        }
    }

    @SuppressWarnings("WaitNotInLoop") // who calls this looks again
    private boolean awaitAlarm() {
        watched = true;
        try {
            long unused = alarmed.awaitNanos(queue.untilAlarm(System.nanoTime(), LONGEST_IDLE.toNanos()));
        } catch (InterruptedException nobodys) {
            // As above.
        } finally {
            watched = false;
            isComing = false;
        }
        return true;
    }
}
