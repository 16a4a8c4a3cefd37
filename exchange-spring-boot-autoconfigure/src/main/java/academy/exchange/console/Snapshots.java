package academy.exchange.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.ForeignText;

/**
 * Keeps what was seen last, so that the store is looked through once however many people watch, and only while they do: at most
 * once a second, and for at most a fifth of the time. Looks on a thread apart, one at a time, so that a store that hangs keeps
 * nobody waiting for longer than the patience. Safe for use by any thread.
 */
final class Snapshots {

    private static final long SHORTEST_REST = Duration.ofSeconds(1).toNanos();
    private static final int REST_FOR_EACH_LOOK = 4;

    private final Supplier<Map<String, Object>> survey;
    private final Duration patience;
    private final LongSupplier nanoTime;

    private CompletableFuture<Void> look = CompletableFuture.completedFuture(null);
    private volatile @Nullable Snapshot last;
    private volatile @Nullable String problem;

    private record Snapshot(Map<String, Object> seen, long taken, long cost) {}

    Snapshots(Supplier<Map<String, Object>> survey, Duration patience, LongSupplier nanoTime) {
        this.survey = survey;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * What was seen last, and {@code ageSeconds}, how long ago. If the newest look has failed, or has not ended in time,
     * {@code problem} says so, and there may be nothing else.
     */
    Map<String, Object> newest() {
        boolean late = isLate(refresh());
        Map<String, Object> answer = new LinkedHashMap<>();
        Snapshot snapshot = last;
        if (snapshot != null) {
            answer.putAll(snapshot.seen);
            answer.put("ageSeconds", Math.round((nanoTime.getAsLong() - snapshot.taken) / 1e6) / 1e3);
        }
        String failure = problem;
        if (failure != null) {
            answer.put("problem", failure);
        } else if (late) {
            answer.put("problem", "The exchange has not answered for " + patience.toMillis() + " ms");
        }
        return answer;
    }

    private boolean isLate(CompletableFuture<Void> running) {
        try {
            running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException late) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized CompletableFuture<Void> refresh() {
        if (look.isDone() && isDue()) {
            CompletableFuture<Void> fresh = new CompletableFuture<>();
            look = fresh;
            Thread thread = new Thread(() -> look(fresh), "exchange-console");
            thread.setDaemon(true);
            thread.start();
        }
        return look;
    }

    private boolean isDue() {
        Snapshot snapshot = last;
        return snapshot == null
                || problem != null
                || nanoTime.getAsLong() - snapshot.taken >= Math.max(SHORTEST_REST, REST_FOR_EACH_LOOK * snapshot.cost);
    }

    private void look(CompletableFuture<Void> ended) {
        long start = nanoTime.getAsLong();
        try {
            Map<String, Object> seen = survey.get();
            long end = nanoTime.getAsLong();
            last = new Snapshot(seen, end, end - start);
            problem = null;
        } catch (Throwable failure) {
            problem = ForeignText.line(failure.getClass().getSimpleName() + ": " + failure.getMessage());
        } finally {
            ended.complete(null);
        }
    }
}
