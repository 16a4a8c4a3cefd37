package academy.exchange.actuate;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

import academy.exchange.Exchange;

/**
 * Asks the store for a sign of life without much patience. The exchange itself waits for a server that hangs longer than
 * whoever asks for the health of an application; it does so on a thread apart, one at a time.
 */
final class SignOfLife {

    private final Exchange exchange;
    private final Duration patience;
    private CompletableFuture<Duration> asked = CompletableFuture.completedFuture(Duration.ZERO);
    private volatile @Nullable String lastFailure;

    SignOfLife(Exchange exchange, Duration patience) {
        this.exchange = exchange;
        this.patience = patience;
    }

    /** Tells how long the store took to answer, or that it is down and why. */
    void addTo(Health.Builder health) {
        try {
            Duration roundTrip = ask().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            health.withDetail("roundTrip", TimeUnit.NANOSECONDS.toMicros(roundTrip.toNanos()) + " µs");
        } catch (ExecutionException failed) {
            down(health, describe(failed.getCause()));
        } catch (TimeoutException late) {
            String before = lastFailure;
            down(
                    health,
                    "No answer within " + patience.toMillis() + " ms"
                            + (before == null ? "" : "; the last attempt ended with " + before));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            down(health, "Interrupted while waiting for an answer");
        }
    }

    private synchronized CompletableFuture<Duration> ask() {
        if (asked.isDone()) {
            asked = CompletableFuture.supplyAsync(exchange::ping, SignOfLife::onThreadApart);
            var unused = asked.whenComplete(
                    (roundTrip, failure) -> lastFailure = failure == null ? null : describe(failure.getCause()));
        }
        return asked;
    }

    private static void onThreadApart(Runnable question) {
        Thread thread = new Thread(question, "exchange-health");
        thread.setDaemon(true);
        thread.start();
    }

    private static void down(Health.Builder health, String error) {
        health.down().withDetail("error", error);
    }

    private static String describe(@Nullable Throwable failure) {
        return failure == null
                ? "an unknown failure"
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
