package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeFullException;
import academy.exchange.MessageCodec;

/** Sends requests that go together by one script, so that Redis looks at their mailbox once for all of them. */
final class ParcelSender {

    private final RedisSender single;
    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final SendOptions options;
    private final ReplicaWait replicas;

    ParcelSender(
            RedisSender single,
            RedisCalls calls,
            RedisKeys keys,
            MessageCodec codec,
            SendOptions options,
            ReplicaWait replicas) {
        this.single = single;
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.options = options;
        this.replicas = replicas;
    }

    /** Sends them, and completes with what became of each, or of all of them. */
    CompletableFuture<List<Object>> start(RequestParcel parcel) {
        String operation = "send to " + parcel.dest();
        List<String> all = keys(parcel);
        byte[][] arguments = arguments(parcel);
        return replicas.after(operation, () -> calls.runForList(operation, Scripts.SEND_REQUESTS, all, arguments));
    }

    /** Tells each of them what became of it. */
    void settle(RequestParcel parcel, @Nullable List<Object> outcomes, @Nullable Throwable failure) {
        if (failure != null) {
            failed(parcel.items(), RedisCalls.unwrapped(failure));
        } else if (outcomes != null) {
            settle(parcel.items(), outcomes);
        }
    }

    /** A full Redis refuses them together, though some may have been sent before, and others be small enough. */
    private void failed(List<RequestParcel.Item> items, Throwable cause) {
        if (cause instanceof ExchangeFullException && items.size() > 1) {
            items.forEach(this::sendAlone);
        } else {
            items.forEach(item -> item.sent().completeExceptionally(cause));
        }
    }

    /** One outcome alone is that of all. */
    private void settle(List<RequestParcel.Item> items, List<Object> outcomes) {
        for (int i = 0; i < items.size(); i++) {
            settle(items.get(i), (Long) outcomes.get(Math.min(i, outcomes.size() - 1)));
        }
    }

    private void settle(RequestParcel.Item item, long outcome) {
        try {
            single.accept(item.message(), outcome);
            item.sent().complete(null);
        } catch (ExchangeException refused) {
            item.sent().completeExceptionally(refused);
        }
    }

    private void sendAlone(RequestParcel.Item item) {
        var unused = single.sendRequest(item.message(), item.content()).whenComplete((outcome, failure) -> {
            if (failure == null) {
                settle(item, outcome);
            } else {
                item.sent().completeExceptionally(RedisCalls.unwrapped(failure));
            }
        });
    }

    private List<String> keys(RequestParcel parcel) {
        EntityId dest = parcel.dest();
        List<String> all = new ArrayList<>(4 + 2 * parcel.items().size());
        all.add(keys.active(dest));
        all.add(keys.queue(dest));
        all.add(keys.open(dest));
        all.add(keys.outgoing(parcel.src()));
        for (RequestParcel.Item item : parcel.items()) {
            all.add(keys.sent(item.message()));
            all.add(keys.request(dest, item.message().tag()));
        }
        return all;
    }

    private byte[][] arguments(RequestParcel parcel) {
        byte[][] arguments = new byte[3 + 3 * parcel.items().size()][];
        arguments[0] = options.retryWindowArgument();
        arguments[1] = options.queueLimitArgument();
        arguments[2] = options.requestLifetimeArgument();
        int next = 3;
        for (RequestParcel.Item item : parcel.items()) {
            arguments[next++] = item.content();
            arguments[next++] = RedisSender.tag(item.message());
            arguments[next++] = codec.encodeHeader(item.message(), item.content());
        }
        return arguments;
    }
}
