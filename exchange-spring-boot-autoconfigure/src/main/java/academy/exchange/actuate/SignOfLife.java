package academy.exchange.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;

import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;
import academy.exchange.Upkeep;

/**
 * Asks the store for a sign of life, and then for some numbers, without much patience. The exchange itself waits for a server
 * that hangs longer than whoever asks for the health of an application; it does so on a thread apart, one at a time.
 */
final class SignOfLife {

    private final Exchange exchange;
    private final Duration patience;
    private Question question = Question.answered();
    private volatile @Nullable String lastFailure;

    /** What is being asked, the numbers after the sign of life. */
    private record Question(CompletableFuture<Duration> roundTrip, CompletableFuture<Numbers> numbers) {

        static Question open() {
            return new Question(new CompletableFuture<>(), new CompletableFuture<>());
        }

        static Question answered() {
            return new Question(
                    CompletableFuture.completedFuture(Duration.ZERO),
                    CompletableFuture.completedFuture(new Numbers(Optional.empty(), Map.of())));
        }
    }

    private record Numbers(Optional<String> version, Map<EntityId, Map<String, Object>> mailboxes) {}

    SignOfLife(Exchange exchange, Duration patience) {
        this.exchange = exchange;
        this.patience = patience;
    }

    /**
     * Tells how long the store took to answer, or that it is down and why.
     *
     * @return what is counted of these mailboxes, as far as it came in time
     */
    Map<EntityId, Map<String, Object>> addTo(Health.Builder health, List<EntityId> mailboxes) {
        long start = System.nanoTime();
        Question asked = ask(mailboxes);
        try {
            Duration roundTrip = asked.roundTrip().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            health.withDetail("roundTrip", TimeUnit.NANOSECONDS.toMicros(roundTrip.toNanos()) + " µs");
            return numbers(health, asked, Math.max(0, patience.toNanos() - (System.nanoTime() - start)));
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
        return Map.of();
    }

    /** A store that answers is not down because it is slow to count. */
    private static Map<EntityId, Map<String, Object>> numbers(Health.Builder health, Question asked, long nanos)
            throws InterruptedException {
        try {
            Numbers numbers = asked.numbers().get(nanos, TimeUnit.NANOSECONDS);
            numbers.version().ifPresent(version -> health.withDetail("server", version));
            return numbers.mailboxes();
        } catch (ExecutionException failed) {
            health.withDetail("notCounted", describe(failed.getCause()));
        } catch (TimeoutException late) {
            health.withDetail("notCounted", "What lies in the mailboxes was not counted in time");
        }
        return Map.of();
    }

    private synchronized Question ask(List<EntityId> mailboxes) {
        if (question.numbers().isDone()) {
            Question fresh = Question.open();
            question = fresh;
            Thread thread = new Thread(() -> answer(fresh, mailboxes), "exchange-health");
            thread.setDaemon(true);
            thread.start();
        }
        return question;
    }

    private void answer(Question asked, List<EntityId> mailboxes) {
        try {
            Duration roundTrip = exchange.ping();
            lastFailure = null;
            asked.roundTrip().complete(roundTrip);
            asked.numbers().complete(count(mailboxes));
        } catch (Throwable failure) {
            if (!asked.roundTrip().isDone()) {
                lastFailure = describe(failure);
            }
            asked.numbers().completeExceptionally(failure);
            // Last: whoever asks again after this asks anew.
            asked.roundTrip().completeExceptionally(failure);
        }
    }

    private Numbers count(List<EntityId> mailboxes) {
        Optional<Upkeep> upkeep = mailboxes.isEmpty() ? Optional.empty() : exchange.upkeep();
        Map<EntityId, Map<String, Object>> all = new LinkedHashMap<>();
        for (EntityId mailbox : mailboxes) {
            all.put(mailbox, count(mailbox, upkeep));
        }
        return new Numbers(upkeep.flatMap(Upkeep::storeVersion), all);
    }

    private Map<String, Object> count(EntityId mailbox, Optional<Upkeep> upkeep) {
        Map<String, Object> counts = new LinkedHashMap<>();
        MailboxStatus status = exchange.status(mailbox);
        counts.put("registered", status);
        if (status != MailboxStatus.MISSING) {
            counts.put("queued", exchange.stats(mailbox).queued());
            upkeep.ifPresent(store -> counts.put("deadLetters", store.countDeadLetters(mailbox)));
        }
        return counts;
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
