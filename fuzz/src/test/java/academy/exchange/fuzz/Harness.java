package academy.exchange.fuzz;

import java.nio.file.Path;
import java.time.Duration;

/** Tries inputs one after the other, counts them, and keeps the one that breaks a promise. For one thread. */
final class Harness {

    /** Where findings and reports go; the process is started with it. */
    static final String DIRECTORY = "fuzz.directory";

    private static final int WARM_UP = 20;

    private final Target target;
    private final Check check;
    private final Tally tally = new Tally();
    private final Meter meter;
    private final Findings findings;
    private final Watchdog watchdog;

    Harness(Target target) {
        Path directory = Path.of(System.getProperty(DIRECTORY, "target"));
        this.target = target;
        this.check = target.check();
        this.meter = new Meter(target.allowance(), tally);
        this.findings = new Findings(target, directory.resolve("findings"));
        warmUp();
        this.watchdog = new Watchdog(target, tally, findings, directory.resolve(target.label() + ".properties"));
    }

    /** So that the slowest input is not the one for which classes were loaded. */
    private void warmUp() {
        Meter unread = new Meter(target.allowance(), new Tally());
        target.seeds().stream().limit(WARM_UP).forEach(seed -> check.holds(seed, unread));
    }

    /**
     * @throws Finding if a promise is broken; then the fuzzer ends
     */
    void run(byte[] input) {
        byte[] subject = target.subject(input);
        watchdog.begins(subject);
        long start = System.nanoTime();
        boolean read;
        try {
            read = check.holds(subject, meter);
        } catch (Finding finding) {
            findings.keep(subject, finding);
            throw finding;
        } catch (RuntimeException | Error e) {
            Finding finding = new Finding("a check fails", e);
            findings.keep(subject, finding);
            throw finding;
        }
        tally.ran(subject.length, read, Duration.ofNanos(System.nanoTime() - start));
        watchdog.ended();
    }

    void finish() {
        watchdog.finish();
    }
}
