package academy.exchange.mailbox;

import org.jspecify.annotations.Nullable;

/** A thread that does nothing but keep the JVM alive while somebody wants that. */
final class KeepAlive {

    private final String name;
    private int wishes;
    private @Nullable Thread thread;

    KeepAlive(String name) {
        this.name = name;
    }

    /** Somebody wants it, until {@link #leave}. */
    synchronized void enter() {
        if (wishes == 0) {
            Thread fresh = new Thread(null, this::await, name, 0, false);
            fresh.setDaemon(false);
            fresh.start();
            thread = fresh;
        }
        wishes++;
    }

    synchronized void leave() {
        wishes--;
        notifyAll();
    }

    private synchronized void await() {
        // One that comes late finds that another has its place.
        while (wishes > 0 && thread == Thread.currentThread()) {
            try {
                wait();
            } catch (InterruptedException nobodys) {
                // There is nobody who could mean that.
            }
        }
    }
}
