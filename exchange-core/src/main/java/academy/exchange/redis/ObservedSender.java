package academy.exchange.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import academy.exchange.BulkSendException;
import academy.exchange.ExchangeObserver;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.Message;

/** Sends what the application sends, and tells an observer. */
final class ObservedSender {

    private final RedisSender sender;
    private final ExchangeObserver observer;

    ObservedSender(RedisSender sender, ExchangeObserver observer) {
        this.sender = sender;
        this.observer = observer;
    }

    /** As {@link RedisSender#send}. */
    CompletableFuture<@Nullable Void> send(Message message) {
        Step step = observer.sending(message);
        CompletableFuture<@Nullable Void> sent = sender.send(message.withAttributes(step.attributes()));
        if (step != Step.UNOBSERVED) {
            // What depends on it would fail with a wrapper, so the caller gets the future itself.
            CompletableFuture<?> unused = sent.whenComplete((nothing, failure) -> step.ended(failure));
        }
        return sent;
    }

    /** As {@link RedisSender#sendAll}. */
    void sendAll(Collection<Message> messages) {
        if (observer == ExchangeObserver.NONE) {
            sender.sendAll(messages);
            return;
        }
        List<Message> all = List.copyOf(messages);
        List<Step> steps = all.stream().map(observer::sending).toList();
        List<Message> sent = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            sent.add(all.get(i).withAttributes(steps.get(i).attributes()));
        }
        try {
            sender.sendAll(sent);
        } catch (BulkSendException some) {
            throw asGiven(some, all, steps);
        } catch (RuntimeException failure) {
            steps.forEach(step -> step.ended(failure));
            throw failure;
        }
        steps.forEach(step -> step.ended(null));
    }

    /** Names the messages as the caller knows them. */
    private static BulkSendException asGiven(BulkSendException some, List<Message> all, List<Step> steps) {
        Map<Integer, BulkSendException.Failure> failures = some.failures().stream()
                .collect(Collectors.toMap(BulkSendException.Failure::index, Function.identity()));
        for (int i = 0; i < steps.size(); i++) {
            BulkSendException.Failure failure = failures.get(i);
            steps.get(i).ended(failure == null ? null : failure.cause());
        }
        return new BulkSendException(
                all.size(),
                some.failures().stream()
                        .map(each -> new BulkSendException.Failure(each.index(), all.get(each.index()), each.cause()))
                        .toList());
    }
}
