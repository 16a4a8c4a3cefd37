package academy.exchange.benchmarks.compare;

import java.util.concurrent.Callable;

/** Threads that nobody waits for. */
final class Threads {

    private Threads() {}

    /** Runs until it ends or fails, which it does when what it uses is closed. */
    static Thread daemon(String name, Callable<?> work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        Object unused = work.call();
                    } catch (Exception closed) {
                        // As it should end.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
