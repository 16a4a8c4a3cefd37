package academy.exchange.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/** Looks on: writes the report every second, and ends the process when one input takes too long. */
final class Watchdog {

    /** Ordinary inputs take milliseconds; the rest is patience with a busy machine. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(10);

    static final int EXIT_CODE = 70;

    private static final Duration LINE_EVERY = Duration.ofSeconds(30);

    private final Target target;
    private final Tally tally;
    private final Findings findings;
    private final Path report;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile @Nullable Running running;
    private long looks;

    Watchdog(Target target, Tally tally, Findings findings, Path report) {
        this.target = target;
        this.tally = tally;
        this.findings = findings;
        this.report = report;
        Thread thread = new Thread(this::watch, "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    void begins(byte[] subject) {
        running = new Running(subject);
    }

    void ended() {
        running = null;
    }

    /** Ends the looking, with a last report. */
    void finish() {
        finished.countDown();
        store();
    }

    private void watch() {
        try {
            while (!finished.await(1, TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException | RuntimeException e) {
            // Unwatched, a run proves nothing.
            e.printStackTrace();
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    private void look() {
        Report current = store();
        if (++looks % LINE_EVERY.toSeconds() == 0) {
            System.err.println(target.label() + ": " + current);
        }
        Running now = running;
        if (now != null && now.time().compareTo(TIME_LIMIT) > 0) {
            hangs(now);
        }
    }

    // The last report may come while one is written, into the same file.
    private synchronized Report store() {
        Report current = tally.report();
        current.store(report);
        return current;
    }

    private void hangs(Running hanging) {
        Finding finding = new Finding("an input takes more than " + TIME_LIMIT.toSeconds() + " s");
        finding.setStackTrace(hanging.thread.getStackTrace());
        findings.keep(hanging.subject, finding);
        finding.printStackTrace();
        // The thread cannot be stopped, and would go on while the process is shut down.
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    /** An input that is being tried, by the thread that says so. */
    private static final class Running {

        private final byte[] subject;
        private final Thread thread = Thread.currentThread();
        private final long start = System.nanoTime();

        Running(byte[] subject) {
            this.subject = subject;
        }

        Duration time() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }
}
