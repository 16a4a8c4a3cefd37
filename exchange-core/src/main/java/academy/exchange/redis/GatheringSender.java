package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.Message;

/**
 * Sends requests one by one as long as they come so. What comes while some calls to the same mailbox are under way gathers and
 * goes together when these have ended, in the order in which it came; or after some milliseconds, so that nobody waits for a
 * Redis that hangs longer than alone.
 *
 * <p>Not when one of them has ended: that is told on the driver's thread, whose writes overtake those that other threads have
 * handed to it.
 *
 * <p>For any thread; nothing blocks.
 */
final class GatheringSender {

    private static final Duration PATIENCE = Duration.ofMillis(10);

    /** So many calls may be under way before requests gather: a few who send lose no time, however far Redis is. */
    private static final int MOST_UNDER_WAY = 4;

    private final RedisCalls calls;
    private final ParcelSender sender;
    private final Alone alone;
    private final Map<EntityId, Line> lines = new ConcurrentHashMap<>();

    /** Whether Redis has run the script for one, and that for many. One that it does not know yet would be overtaken by the other. */
    private volatile boolean knowsAlone;

    private volatile boolean knowsTogether;

    /** How a request goes that goes alone. */
    @FunctionalInterface
    interface Alone {

        /** Completes with its outcome. */
        CompletableFuture<Long> send(Message message, byte[] content);
    }

    GatheringSender(RedisCalls calls, ParcelSender sender, Alone alone) {
        this.calls = calls;
        this.sender = sender;
        this.alone = alone;
    }

    /** Completes when the request lies in its mailbox, or with what the exchange throws, never wrapped. */
    CompletableFuture<@Nullable Void> send(Message request, byte[] content) {
        RequestParcel.Item item = new RequestParcel.Item(request, content);
        boolean joined = false;
        while (!joined) {
            joined = lines.computeIfAbsent(request.dest(), Line::new).join(item);
        }
        return item.sent();
    }

    /** Sends at once what waits for this mailbox, since something is about to follow it. */
    void letGo(EntityId dest) {
        Line line = lines.get(dest);
        if (line != null) {
            line.letGo();
        }
    }

    private int most() {
        return knowsAlone && knowsTogether ? MOST_UNDER_WAY : 1;
    }

    private void note(Departure departure, boolean ran) {
        if (ran && !knowsAlone && departure.isAlone()) {
            knowsAlone = true;
        } else if (ran && !knowsTogether && !departure.isAlone()) {
            knowsTogether = true;
        }
    }

    /** A call that was begun. */
    private record Departure(RequestParcel parcel, CompletableFuture<List<Object>> outcomes) {

        boolean isAlone() {
            return parcel.items().size() == 1;
        }
    }

    /** The requests to one mailbox. Calls are begun under its lock, which keeps their order, and end without. */
    private final class Line {

        private final EntityId dest;
        private final ReentrantLock lock = new ReentrantLock();
        private List<RequestParcel.Item> waiting = new ArrayList<>();
        private int underWay;
        private long departed;
        private boolean isTimed;
        private boolean isOver;

        Line(EntityId dest) {
            this.dest = dest;
        }

        /** Sends the request or lets it wait; false if this line is over, and another is to be made. */
        boolean join(RequestParcel.Item item) {
            List<Departure> begun = List.of();
            long seen = -1;
            lock.lock();
            try {
                if (isOver) {
                    return false;
                }
                boolean isNext = waiting.isEmpty();
                waiting.add(item);
                if (isNext && underWay < most()) {
                    begun = depart();
                } else if (!isTimed) {
                    isTimed = true;
                    seen = departed;
                }
            } finally {
                lock.unlock();
            }
            watch(begun);
            if (seen >= 0) {
                limit(seen);
            }
            return true;
        }

        void letGo() {
            List<Departure> begun;
            lock.lock();
            try {
                begun = depart();
            } finally {
                lock.unlock();
            }
            watch(begun);
        }

        private void limit(long seen) {
            calls.later(PATIENCE, () -> overdue(seen));
        }

        /** If nothing departed meanwhile, what waits has waited long enough. */
        private void overdue(long seen) {
            List<Departure> begun = List.of();
            long now = -1;
            lock.lock();
            try {
                if (departed == seen) {
                    begun = depart();
                }
                isTimed = !waiting.isEmpty();
                if (isTimed) {
                    now = departed;
                }
            } finally {
                lock.unlock();
            }
            watch(begun);
            if (now >= 0) {
                limit(now);
            }
        }

        /** Under the lock. */
        private List<Departure> depart() {
            if (waiting.isEmpty()) {
                return List.of();
            }
            List<RequestParcel> parcels = RequestParcel.of(waiting);
            waiting = new ArrayList<>();
            departed++;
            underWay += parcels.size();
            List<Departure> begun = new ArrayList<>(parcels.size());
            for (RequestParcel parcel : parcels) {
                begun.add(new Departure(parcel, begin(parcel)));
            }
            return begun;
        }

        private CompletableFuture<List<Object>> begin(RequestParcel parcel) {
            try {
                if (parcel.items().size() > 1) {
                    return sender.start(parcel);
                }
                RequestParcel.Item only = parcel.items().get(0);
                return alone.send(only.message(), only.content()).thenApply(List::of);
            } catch (RuntimeException | Error failure) {
                // Those who wait must be told, and those behind them go on.
                return CompletableFuture.failedFuture(failure);
            }
        }

        /** Without the lock: those who wait for an outcome may do anything when it is there. */
        private void watch(List<Departure> begun) {
            for (Departure departure : begun) {
                var unused = departure.outcomes().whenComplete((outcomes, failure) -> {
                    // First the next, so that Redis works while those are woken who waited for this.
                    arrived(departure, failure == null);
                    sender.settle(departure.parcel(), outcomes, failure);
                });
            }
        }

        private void arrived(Departure departure, boolean ran) {
            note(departure, ran);
            List<Departure> begun = List.of();
            lock.lock();
            try {
                underWay--;
                if (underWay == 0) {
                    begun = depart();
                    isOver = begun.isEmpty();
                }
                if (isOver) {
                    lines.remove(dest, this);
                }
            } finally {
                lock.unlock();
            }
            watch(begun);
        }
    }
}
