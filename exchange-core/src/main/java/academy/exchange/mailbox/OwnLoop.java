package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** A loop with a thread of its own, for a mailbox that has to be waited at. */
final class OwnLoop implements Loop {

    private final Poller poller;
    private final End end;
    private final Thread thread;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile boolean woken;

    /**
     * @param name that of the thread
     */
    OwnLoop(String name, Poller poller, End end) {
        this.poller = poller;
        this.end = end;
        this.thread = new Thread(this::run, name);
    }

    @Override
    public void begin() {
        thread.start();
    }

    @Override
    public void wake() {
        woken = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void interrupt() {
        thread.interrupt();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public Duration stalled() {
        return Duration.ZERO;
    }

    @Override
    public CompletableFuture<Void> over() {
        return over;
    }

    private void run() {
        Poller.Next next = Poller.Next.AGAIN;
        try {
            while (next.goesOn()) {
                if (next == Poller.Next.REST) {
                    rest();
                }
                next = Poller.Next.AGAIN;
                next = poller.turn();
            }
        } finally {
            // Even if logging ran out of memory: no container claims to run without its loop.
            try {
                end.ended(next);
            } finally {
                over.complete(null);
            }
        }
    }

    private void rest() {
        long left = poller.nanosUntilDue();
        // Only the poller ends the loop. An interrupt from elsewhere merely shortens the rest.
        while (!woken && left > 0 && !Thread.interrupted()) {
            LockSupport.parkNanos(this, left);
            left = poller.nanosUntilDue();
        }
        woken = false;
    }
}
