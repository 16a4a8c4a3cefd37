package academy.exchange.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.ExchangeException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;

/**
 * Sends many messages at once. Requests of one source to one destination go together; everything else goes as if it were
 * sent alone. For one destination the order is kept.
 */
final class BulkSender {

    private final RedisSender single;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final ParcelSender sender;

    BulkSender(RedisSender single, RedisKeys keys, MessageCodec codec, ParcelSender sender) {
        this.single = single;
        this.keys = keys;
        this.codec = codec;
        this.sender = sender;
    }

    /** As {@link RedisSender#send} of each, in this order. */
    List<CompletableFuture<@Nullable Void>> send(List<Message> messages) {
        List<CompletableFuture<@Nullable Void>> sent = new ArrayList<>(messages.size());
        Map<EntityId, RequestParcel> parcels = new LinkedHashMap<>();
        for (Message message : messages) {
            sent.add(add(message, parcels));
        }
        parcels.values().forEach(this::dispatch);
        return sent;
    }

    private CompletableFuture<@Nullable Void> add(Message message, Map<EntityId, RequestParcel> parcels) {
        RequestParcel parcel = parcels.get(message.dest());
        if (parcel != null && (!message.isRequest() || !parcel.takes(message))) {
            dispatch(parcel);
            parcels.remove(message.dest());
            parcel = null;
        }
        // The keys of one script lie on one server of a cluster, and its counter of the source lies elsewhere.
        if (!message.isRequest() || keys.tagged()) {
            return single.send(message);
        }
        try {
            RequestParcel.Item item = new RequestParcel.Item(message, codec.encode(message));
            if (parcel == null) {
                parcels.put(message.dest(), new RequestParcel(item));
            } else {
                parcel.add(item);
            }
            return item.sent();
        } catch (ExchangeException unsendable) {
            return CompletableFuture.failedFuture(unsendable);
        }
    }

    /** One alone goes the same way: where Redis does not know one of two scripts yet, what needs it comes later. */
    private void dispatch(RequestParcel parcel) {
        var unused = sender.start(parcel).whenComplete((outcomes, failure) -> sender.settle(parcel, outcomes, failure));
    }
}
