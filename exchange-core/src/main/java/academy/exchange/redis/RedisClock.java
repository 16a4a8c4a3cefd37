package academy.exchange.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the time of Redis without asking it each time: what it answered last, plus the time that went by since. That is
 * measured by a clock that nobody sets, so that the time of day of this host does not matter. Now and then whoever wants
 * to know the time starts another question, whose answer serves those who come later.
 */
final class RedisClock implements InstantSource {

    private static final Logger log = LoggerFactory.getLogger(RedisClock.class);

    private static final Duration REFRESH = Duration.ofSeconds(30);

    /** An answer that was on its way for longer may be wrong by half of that, more than an old one will be. */
    private static final Duration LONGEST_ROUND_TRIP = Duration.ofSeconds(1);

    private final Supplier<CompletionStage<Instant>> server;
    private final LongSupplier elapsedNanos;
    private final AtomicLong lastAsked;
    private volatile Reading last;

    /** Whether that is of Redis, and no longer of this host, whose clock may be wrong by any time. */
    private volatile boolean answered;

    /** What the time was when the other clock showed this. */
    private record Reading(Instant time, long when) {
        Instant at(long nanos) {
            return time.plusNanos(nanos - when);
        }
    }

    /**
     * @param host what counts until Redis has answered
     * @param server asks for the time
     * @param elapsedNanos as {@link System#nanoTime}
     */
    RedisClock(InstantSource host, Supplier<CompletionStage<Instant>> server, LongSupplier elapsedNanos) {
        this.server = server;
        this.elapsedNanos = elapsedNanos;
        long now = elapsedNanos.getAsLong();
        this.lastAsked = new AtomicLong(now);
        this.last = new Reading(host.instant(), now);
    }

    /** Asks for the first time and waits for the answer, at most this long. */
    void start(Duration patience) {
        try {
            ask().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Redis did not tell the time; until it does, that of this host counts", e);
        }
    }

    @Override
    public Instant instant() {
        long now = elapsedNanos.getAsLong();
        long asked = lastAsked.get();
        if (now - asked >= REFRESH.toNanos() && lastAsked.compareAndSet(asked, now)) {
            var unused = ask().exceptionally(failure -> {
                log.debug("Redis did not tell the time; the last answer goes on counting", failure);
                return null;
            });
        }
        return last.at(now);
    }

    private CompletableFuture<Instant> ask() {
        long start = elapsedNanos.getAsLong();
        try {
            return server.get()
                    .thenApply(answer -> accept(answer, start, elapsedNanos.getAsLong()))
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Instant accept(Instant answer, long start, long end) {
        if (!answered || end - start <= LONGEST_ROUND_TRIP.toNanos()) {
            last = new Reading(answer.plusNanos((end - start) / 2), end);
            answered = true;
        }
        return answer;
    }
}
