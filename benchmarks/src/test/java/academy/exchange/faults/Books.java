package academy.exchange.faults;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import academy.exchange.DeliveryUnknownException;

/** What was sent, how that ended, and what arrived. Any thread may write. */
final class Books {

    /** What a replica lags behind at most, unless it is ill. */
    private static final Duration LAG = Duration.ofSeconds(2);

    private final Map<UUID, Outcome> sends = new ConcurrentHashMap<>();
    private final Map<UUID, Long> firstArrivals = new ConcurrentHashMap<>();
    private final Set<UUID> duplicates = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastArrival = new AtomicLong(System.nanoTime());
    private final AtomicLong serviceAgain = new AtomicLong(Long.MAX_VALUE);
    private volatile long killed = Long.MAX_VALUE;

    private enum Outcome {
        DONE,
        NOT_DONE,
        UNKNOWN
    }

    void killed() {
        killed = System.nanoTime();
    }

    void sent(UUID tag, long began, @Nullable Throwable failure) {
        sends.put(tag, outcome(failure));
        if (failure == null && began > killed) {
            serviceAgain.accumulateAndGet(System.nanoTime(), Math::min);
        }
    }

    private static Outcome outcome(@Nullable Throwable failure) {
        if (failure == null) {
            return Outcome.DONE;
        }
        return failure instanceof DeliveryUnknownException ? Outcome.UNKNOWN : Outcome.NOT_DONE;
    }

    void arrived(UUID tag) {
        long now = System.nanoTime();
        lastArrival.set(now);
        if (firstArrivals.putIfAbsent(tag, now) != null) {
            duplicates.add(tag);
        }
    }

    int outcomes() {
        return sends.size();
    }

    Duration sinceLastArrival() {
        return Duration.ofNanos(System.nanoTime() - lastArrival.get());
    }

    Findings findings() {
        Set<UUID> arrived = firstArrivals.keySet();
        long ok = common(with(Outcome.DONE), arrived);
        Set<UUID> stray = new HashSet<>(arrived);
        stray.removeAll(sends.keySet());
        return new Findings(
                with(Outcome.DONE).size(),
                with(Outcome.NOT_DONE).size(),
                with(Outcome.UNKNOWN).size(),
                ok,
                with(Outcome.DONE).size() - ok,
                common(with(Outcome.UNKNOWN), arrived),
                common(with(Outcome.NOT_DONE), arrived) + stray.size(),
                duplicates.size(),
                duplicates.stream()
                        .filter(tag -> firstArrivals.getOrDefault(tag, 0L) < killed - LAG.toNanos())
                        .count(),
                Duration.ofNanos(serviceAgain.get() - killed));
    }

    private Set<UUID> with(Outcome outcome) {
        Set<UUID> tags = new HashSet<>();
        sends.forEach((tag, each) -> {
            if (each == outcome) {
                tags.add(tag);
            }
        });
        return tags;
    }

    private static long common(Set<UUID> some, Set<UUID> others) {
        return some.stream().filter(others::contains).count();
    }
}
