package academy.exchange.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeFullException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;

/**
 * Sends many messages at once. Requests of one source to one destination go together, so that Redis looks at their mailbox
 * once for all of them; everything else goes as if it were sent alone. For one destination the order is kept.
 */
final class BulkSender {

    /** So many requests go together at most, and so many bytes but for the last one, so that nobody else waits for long. */
    private static final int MOST = 128;

    private static final int ROOM = 256 * 1024;

    private final RedisSender single;
    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final SendOptions options;
    private final ReplicaWait replicas;

    /** A request that is encoded, and its outcome. */
    private static final class Item {

        private final Message message;
        private final byte[] content;
        private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();

        Item(Message message, byte[] content) {
            this.message = message;
            this.content = content;
        }
    }

    /** What goes together. */
    private static final class Parcel {

        private final EntityId src;
        private final List<Item> items = new ArrayList<>();
        private int bytes;

        Parcel(EntityId src) {
            this.src = src;
        }

        void add(Item item) {
            items.add(item);
            bytes += item.content.length;
        }

        boolean takes(Message message) {
            return items.size() < MOST && bytes < ROOM && src.equals(message.src());
        }
    }

    BulkSender(
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

    /** As {@link RedisSender#send} of each, in this order. */
    List<CompletableFuture<@Nullable Void>> send(List<Message> messages) {
        List<CompletableFuture<@Nullable Void>> sent = new ArrayList<>(messages.size());
        Map<EntityId, Parcel> parcels = new LinkedHashMap<>();
        for (Message message : messages) {
            sent.add(add(message, parcels));
        }
        parcels.values().forEach(this::dispatch);
        return sent;
    }

    private CompletableFuture<@Nullable Void> add(Message message, Map<EntityId, Parcel> parcels) {
        Parcel parcel = parcels.get(message.dest());
        if (parcel != null && (!message.isRequest() || !parcel.takes(message))) {
            dispatch(parcel);
            parcels.remove(message.dest());
        }
        // The keys of one script lie on one server of a cluster, and its counter of the source lies elsewhere.
        if (!message.isRequest() || keys.tagged()) {
            return single.send(message);
        }
        try {
            Item item = new Item(message, codec.encode(message));
            parcels.computeIfAbsent(message.dest(), dest -> new Parcel(message.src()))
                    .add(item);
            return item.sent;
        } catch (ExchangeException unsendable) {
            return CompletableFuture.failedFuture(unsendable);
        }
    }

    /** One alone goes the same way: where Redis does not know one of two scripts yet, what needs it comes later. */
    private void dispatch(Parcel parcel) {
        String operation = RedisSender.operation(parcel.items.get(0).message);
        List<String> all = keys(parcel);
        byte[][] arguments = arguments(parcel);
        var unused = replicas.after(operation, () -> calls.runForList(operation, Scripts.SEND_REQUESTS, all, arguments))
                .whenComplete((outcomes, failure) -> {
                    if (failure == null) {
                        settle(parcel.items, outcomes);
                    } else {
                        failed(parcel.items, RedisCalls.unwrapped(failure));
                    }
                });
    }

    /** A full Redis refuses them together, though some may have been sent before, and others be small enough. */
    private void failed(List<Item> items, Throwable cause) {
        if (cause instanceof ExchangeFullException) {
            items.forEach(this::sendAlone);
        } else {
            items.forEach(item -> item.sent.completeExceptionally(cause));
        }
    }

    /** One outcome alone is that of all. */
    private void settle(List<Item> items, List<Object> outcomes) {
        for (int i = 0; i < items.size(); i++) {
            settle(items.get(i), (Long) outcomes.get(Math.min(i, outcomes.size() - 1)));
        }
    }

    private void settle(Item item, long outcome) {
        try {
            single.accept(item.message, outcome);
            item.sent.complete(null);
        } catch (ExchangeException refused) {
            item.sent.completeExceptionally(refused);
        }
    }

    private void sendAlone(Item item) {
        var unused = single.send(item.message).whenComplete((nothing, failure) -> {
            if (failure == null) {
                item.sent.complete(null);
            } else {
                item.sent.completeExceptionally(RedisCalls.unwrapped(failure));
            }
        });
    }

    private List<String> keys(Parcel parcel) {
        EntityId dest = parcel.items.get(0).message.dest();
        List<String> all = new ArrayList<>(4 + 2 * parcel.items.size());
        all.add(keys.active(dest));
        all.add(keys.queue(dest));
        all.add(keys.open(dest));
        all.add(keys.outgoing(parcel.src));
        for (Item item : parcel.items) {
            all.add(keys.sent(item.message));
            all.add(keys.request(dest, item.message.tag()));
        }
        return all;
    }

    private byte[][] arguments(Parcel parcel) {
        byte[][] arguments = new byte[3 + 3 * parcel.items.size()][];
        arguments[0] = options.retryWindowArgument();
        arguments[1] = options.queueLimitArgument();
        arguments[2] = options.requestLifetimeArgument();
        int next = 3;
        for (Item item : parcel.items) {
            arguments[next++] = item.content;
            arguments[next++] = RedisSender.tag(item.message);
            arguments[next++] = codec.encodeHeader(item.message, item.content);
        }
        return arguments;
    }
}
