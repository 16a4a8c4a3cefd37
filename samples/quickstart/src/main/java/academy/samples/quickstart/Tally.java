package academy.samples.quickstart;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.ExchangeException;

/** Keeps count of the questions and of what came back; answers arrive on threads of the exchange. */
final class Tally {

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Map<String, Integer> words = new ConcurrentHashMap<>();

    /** Counts a question that was asked without waiting, and its answer when it comes. */
    <T> CompletableFuture<T> watch(CompletableFuture<T> question) {
        sent.incrementAndGet();
        return question.whenComplete((answer, failed) -> note(failed));
    }

    /** Counts a question that waits for its answer; the result is empty if none came. */
    <T> Optional<T> ask(Supplier<T> question) {
        sent.incrementAndGet();
        try {
            T answer = question.get();
            note(null);
            return Optional.of(answer);
        } catch (ExchangeException failed) {
            note(failed);
            return Optional.empty();
        }
    }

    void add(Map<String, Integer> counts) {
        counts.forEach((word, count) -> words.merge(word, count, Integer::sum));
    }

    Map<String, Integer> words() {
        return Map.copyOf(words);
    }

    int sent() {
        return sent.get();
    }

    int answered() {
        return answered.get();
    }

    int lost() {
        return sent() - answered();
    }

    /** What went wrong first. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    private void note(@Nullable Throwable failed) {
        if (failed == null) {
            answered.incrementAndGet();
        } else {
            failure.compareAndSet(null, failed);
        }
    }
}
