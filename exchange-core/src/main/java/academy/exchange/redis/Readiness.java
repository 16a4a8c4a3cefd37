package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Tells one reader's loop when it should take, if the reader shares the connections of its exchange. The first few readers
 * keep one of their own, where a message arrives soonest.
 *
 * <p>For any thread. Nothing blocks but the first question, until it is known whether Redis tells.
 */
final class Readiness {

    private final QueueWatch watch;
    private final Pacemaker pacemaker;
    private final Semaphore places;
    private final MailboxReader reader;
    private final List<Watched> watched = new ArrayList<>();
    private final AtomicReference<@Nullable Runnable> then = new AtomicReference<>();

    // Guarded by this.
    private Kind kind = Kind.UNASKED;

    /** When the loop is to be told next, by {@link System#nanoTime}; null for not yet known. */
    private @Nullable Long alarm;

    private enum Kind {
        UNASKED,
        /** With a connection of its own, one of the few. */
        PREFERRED,
        /** With a connection of its own, since Redis does not tell. */
        ALONE,
        TOLD,
        CLOSED
    }

    /** A key, and what to do about it. */
    private record Watched(String key, Runnable action, boolean stays) implements QueueWatch.Watcher {

        @Override
        public void tell() {
            action.run();
        }

        /** A record would compare what it consists of. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * @param places one for each reader that may keep a connection of its own
     */
    Readiness(QueueWatch watch, Pacemaker pacemaker, Semaphore places, MailboxReader reader) {
        this.watch = watch;
        this.pacemaker = pacemaker;
        this.places = places;
        this.reader = reader;
    }

    /** Messages come here: the loop is told as long as there are some. To be called while this is made. */
    Readiness ofQueue(String key) {
        watched.add(new Watched(key, this::tell, false));
        return this;
    }

    /** What lies here says how the mailbox is: the loop is told of each change. To be called while this is made. */
    Readiness ofState(String key) {
        watched.add(new Watched(key, this::tell, true));
        return this;
    }

    /** As long as there is something here, this is done now and then. To be called while this is made. */
    Readiness ofTrace(String key, Runnable action) {
        watched.add(new Watched(key, action, false));
        return this;
    }

    /** As {@link academy.exchange.Mailbox#whenReady}, but for what the reader itself knows. */
    boolean whenReady(Runnable told) {
        Kind now = decide();
        if (now == Kind.PREFERRED || now == Kind.ALONE) {
            return false;
        }
        then.set(told);
        if (now == Kind.CLOSED || isClosed()) {
            tell();
        } else {
            watched.forEach(each -> watch.watch(each.key(), each));
            forgetIfClosed();
        }
        return true;
    }

    /** Who closes in between has forgotten them before they were noted. */
    private void forgetIfClosed() {
        if (isClosed()) {
            forget();
        }
    }

    private void forget() {
        watched.forEach(each -> watch.forget(each.key(), each));
    }

    private synchronized Kind decide() {
        if (kind == Kind.UNASKED) {
            kind = choice();
            if (kind == Kind.TOLD) {
                reader.share();
            }
        }
        return kind;
    }

    private Kind choice() {
        if (places.tryAcquire()) {
            return Kind.PREFERRED;
        }
        return watch.isAble() ? Kind.TOLD : Kind.ALONE;
    }

    private synchronized boolean isClosed() {
        return kind == Kind.CLOSED;
    }

    /** Whoever asked is to take. */
    void tell() {
        Runnable asked = then.getAndSet(null);
        if (asked != null) {
            asked.run();
        }
    }

    /** Tells after so long, if it is asked then and not told before. */
    void tellIn(Duration pause) {
        long at = System.nanoTime() + pause.toNanos();
        synchronized (this) {
            boolean isSooner = alarm == null || at - alarm < 0;
            if (!isSooner || kind != Kind.TOLD) {
                return;
            }
            alarm = at;
        }
        pacemaker.after(pause, () -> ring(at));
    }

    private void ring(long at) {
        synchronized (this) {
            if (alarm == null || alarm != at) {
                return;
            }
            alarm = null;
        }
        tell();
    }

    /** The last word to the loop. */
    void close() {
        Kind before;
        synchronized (this) {
            before = kind;
            kind = Kind.CLOSED;
        }
        if (before == Kind.PREFERRED) {
            places.release();
        }
        forget();
        tell();
    }
}
