package academy.exchange.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/** The threads beside the requests, of one run of an agent: from when they begin until the last has ended. */
final class BackgroundWork implements StopSignal {

    private static final Logger log = LoggerFactory.getLogger(BackgroundWork.class);

    /** Which part of the shutdown timeout passes before threads are interrupted. */
    private static final int GRACE_PART = 4;

    /** How long an interrupted thread has to end at least, even if the time limit is over. */
    private static final Duration LAST_MOMENT = Duration.ofMillis(100);

    private final AgentLife life;
    private final Duration shutdownTimeout;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private volatile long stopRequested;

    /**
     * @param shutdownTimeout from the signal to when threads that do not end are given up
     * @param clock the time of day, by which timers run
     */
    BackgroundWork(AgentLife life, Duration shutdownTimeout, InstantSource clock) {
        this.life = life;
        this.shutdownTimeout = shutdownTimeout;
        this.clock = clock;
    }

    @Override
    public boolean isRequested() {
        return stop.getCount() == 0;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return stop.await(cut(timeout).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Starts everything. If there is no thread to be had, what was started already is told to stop. */
    void begin(AgentContext context) {
        try {
            life.loops().forEach(loop -> start(loop.name(), () -> loop.run(context, this)));
            if (!life.timers().isEmpty()) {
                start("timers", new TimerQueue(life.timers(), context, this, clock)::run);
            }
        } catch (Throwable noThread) {
            requestStop();
            throw noThread;
        }
    }

    /** Gives the signal; the clock of the time limit runs from the first call. */
    void requestStop() {
        if (!isRequested()) {
            stopRequested = System.nanoTime();
            stop.countDown();
        }
    }

    /**
     * Waits until all threads have ended, first as they like, then interrupted. Those that still run when the time
     * limit is over are given up.
     */
    void end() {
        requestStop();
        try {
            joinUntil(shutdownTimeout.dividedBy(GRACE_PART));
            alive().forEach(Thread::interrupt);
            Duration passed = Duration.ofNanos(System.nanoTime() - stopRequested);
            Duration last = passed.plus(LAST_MOMENT);
            joinUntil(shutdownTimeout.compareTo(last) > 0 ? shutdownTimeout : last);
        } catch (InterruptedException interrupted) {
            alive().forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        alive().forEach(thread -> log.warn(
                "Agent {} stopped while its thread '{}' still runs; it was interrupted and does not end",
                life.name(),
                thread.getName()));
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, life.name() + "-" + name);
        thread.start();
        threads.add(thread);
    }

    private List<Thread> alive() {
        return threads.stream().filter(Thread::isAlive).toList();
    }

    private void joinUntil(Duration sinceStop) throws InterruptedException {
        for (Thread thread : threads) {
            Duration left = sinceStop.minusNanos(System.nanoTime() - stopRequested);
            // Zero would mean to wait without limit.
            thread.join(Math.max(1, cut(left).toMillis()));
        }
    }

    private static Duration cut(Duration duration) {
        return duration.compareTo(Mailbox.FOREVER) < 0 ? duration : Mailbox.FOREVER;
    }
}
