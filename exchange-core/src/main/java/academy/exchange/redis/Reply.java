package academy.exchange.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for replies that may carry messages. */
final class Reply {

    private Reply() {}

    /** Waits without regard to interrupts, which leave the thread's flag set: a reply comes at once or not at all. */
    static <T> T await(Future<T> reply, Duration limit) throws ExecutionException, TimeoutException {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    return reply.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            // Only now: a wait with the flag set would end at once, again and again.
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
