package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Redis tell when keys change, as many as there are, on one connection; see {@link WatchLine}. Nobody is told too late,
 * but some for nothing:
 *
 * <ol>
 *   <li>Who wants to be told of a key is noted here first, and then the key is armed. If there is something at it already,
 *       they are told by the reply, otherwise by the push that Redis sends when it changes. Either strikes them out first.
 *   <li>When the connection is lost, another is opened. Then all are told, since a push may have been missed.
 *   <li>While none can be opened all are told now and then, so that none waits for what cannot be told.
 * </ol>
 */
final class QueueWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(QueueWatch.class);

    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Topology topology;
    private final Pacemaker pacemaker;
    private final String probe;
    private final Duration patience;
    private final CompletableFuture<Boolean> able = new CompletableFuture<>();
    private final Map<String, List<Watcher>> watchers = new ConcurrentHashMap<>();
    private volatile @Nullable WatchLine line;

    // Guarded by this.
    private State state = State.UNOPENED;
    private Duration pause = FIRST_PAUSE;

    private enum State {
        UNOPENED,
        OPENING,
        OPEN,
        /** Redis told that it does not tell, before anybody waited for that. */
        REFUSED,
        CLOSED
    }

    /** Who wants to know that something may have happened to a key. */
    interface Watcher {

        /** Runs on a thread of the driver's, or any other, and must not block. */
        void tell();

        /** Whether to be told of a change as well, after it was told that there is something. */
        boolean stays();
    }

    /**
     * @param probe a key that is read to see whether that is allowed
     * @param patience how long whoever asks first waits for the connection
     */
    QueueWatch(Topology topology, Pacemaker pacemaker, String probe, Duration patience) {
        this.topology = topology;
        this.pacemaker = pacemaker;
        this.probe = probe;
        this.patience = patience;
    }

    /** Whether Redis tells of changes. The first that asks opens the connection, and all wait for the answer. */
    boolean isAble() {
        if (!able.isDone()) {
            begin();
        }
        try {
            // An answer that somebody interrupts would be the wrong one for good.
            return Reply.await(able, patience);
        } catch (ExecutionException | TimeoutException hanging) {
            return false;
        }
    }

    /** Has somebody told once when there is something at this key, or when it changes, unless they wait for that already. */
    void watch(String key, Watcher watcher) {
        List<Watcher> before = watchers.get(key);
        if (before != null && before.contains(watcher)) {
            return;
        }
        watchers.merge(key, List.of(watcher), QueueWatch::both);
        WatchLine current = line;
        if (current != null) {
            current.arm(key);
        }
    }

    void forget(String key, Watcher watcher) {
        watchers.computeIfPresent(key, (same, all) -> without(all, watcher));
    }

    /** Opens no other connection. Nobody is told any more. */
    @Override
    public void close() {
        WatchLine last;
        synchronized (this) {
            state = State.CLOSED;
            last = line;
            line = null;
        }
        able.complete(false);
        if (last != null) {
            last.close();
        }
    }

    private synchronized void begin() {
        if (state == State.UNOPENED) {
            topology.whenReplaced(this::moved);
            var unused = pacemaker.every(CHECK_EVERY, "look after the watch of mailboxes", this::check);
            open();
        }
    }

    /** Since it waits for Redis, which none of the callers' threads should. */
    private void open() {
        state = State.OPENING;
        Thread opener = new Thread(this::connect, "exchange-redis-watch");
        opener.setDaemon(true);
        try {
            opener.start();
        } catch (OutOfMemoryError noThread) {
            pacemaker.after(LONGEST_PAUSE, this::openAgain);
        }
    }

    private synchronized void openAgain() {
        if (state == State.OPENING) {
            open();
        }
    }

    private void connect() {
        try {
            opened(WatchLine.open(topology, probe, this));
        } catch (WatchLine.RefusedException refused) {
            refused(refused);
        } catch (RuntimeException | OutOfMemoryError failure) {
            log.debug("There is no connection yet on which Redis tells of messages", failure);
            tryAgain();
        }
    }

    private void opened(WatchLine fresh) {
        synchronized (this) {
            if (state == State.CLOSED || fresh.isLost()) {
                fresh.close();
                tryAgain();
                return;
            }
            state = State.OPEN;
            pause = FIRST_PAUSE;
            line = fresh;
        }
        able.complete(true);
        tellAll();
    }

    private void refused(WatchLine.RefusedException refused) {
        if (able.complete(false)) {
            log.info(
                    "Redis does not tell of messages, so each mailbox that is read takes a connection and a thread: {}",
                    RedisFailure.reason(refused));
            synchronized (this) {
                state = state == State.CLOSED ? state : State.REFUSED;
            }
        } else {
            log.warn(
                    "Redis does not tell of messages any more, so each mailbox looks for them every {}: {}",
                    LONGEST_PAUSE,
                    RedisFailure.reason(refused));
            tryAgain();
        }
    }

    /** Whoever waits takes what is there meanwhile. */
    private void tryAgain() {
        Duration next;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            next = pause;
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
        tellAll();
        pacemaker.after(next, this::openAgain);
    }

    /** Commands go to another server, or on another connection, than before. */
    private void moved() {
        WatchLine current = line;
        if (current != null) {
            lost(current);
        }
    }

    private void check() {
        WatchLine current = line;
        if (current != null && !watchers.isEmpty()) {
            current.check();
        }
    }

    /** This connection tells nothing any more. Does not wait. */
    void lost(WatchLine broken) {
        synchronized (this) {
            if (line == broken) {
                line = null;
                if (state == State.OPEN) {
                    open();
                }
            }
        }
        broken.close();
    }

    /** There is something at this key. */
    void present(String key) {
        List<Watcher> told = new ArrayList<>();
        watchers.computeIfPresent(key, (same, all) -> {
            told.addAll(all);
            List<Watcher> staying = all.stream().filter(Watcher::stays).toList();
            return staying.isEmpty() ? null : staying;
        });
        told.forEach(QueueWatch::tell);
    }

    /** This key changed. */
    void changed(String key) {
        List<Watcher> told = watchers.remove(key);
        if (told != null) {
            told.forEach(QueueWatch::tell);
        }
    }

    /** What goes wrong with one is no matter of those that are told after it. */
    private static void tell(Watcher watcher) {
        try {
            watcher.tell();
        } catch (Throwable failure) {
            log.error("Somebody could not be told of a message", failure);
        }
    }

    /** Each key may have changed. */
    void tellAll() {
        watchers.keySet().forEach(this::changed);
    }

    private static List<Watcher> both(List<Watcher> some, List<Watcher> more) {
        List<Watcher> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    private static @Nullable List<Watcher> without(List<Watcher> all, Watcher one) {
        List<Watcher> others = all.stream().filter(other -> other != one).toList();
        return others.isEmpty() ? null : others;
    }
}
