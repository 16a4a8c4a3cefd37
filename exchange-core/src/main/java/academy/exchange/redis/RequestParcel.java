package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.Message;

/** Requests of one source to one destination that go together. For one thread at a time, until it is sent. */
final class RequestParcel {

    /** So many requests go together at most, and so many bytes but for the last one, so that nobody else waits for long. */
    private static final int MOST = 128;

    private static final int ROOM = 256 * 1024;

    private final EntityId src;
    private final List<Item> items = new ArrayList<>();
    private int bytes;

    /** A request that is encoded, and its outcome. */
    static final class Item {

        private final Message message;
        private final byte[] content;
        private final CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();

        Item(Message message, byte[] content) {
            this.message = message;
            this.content = content;
        }

        Message message() {
            return message;
        }

        byte[] content() {
            return content;
        }

        CompletableFuture<@Nullable Void> sent() {
            return sent;
        }
    }

    RequestParcel(Item first) {
        this.src = first.message.src();
        add(first);
    }

    /** Puts these into as few as may be, in their order. */
    static List<RequestParcel> of(List<Item> items) {
        List<RequestParcel> parcels = new ArrayList<>(1);
        RequestParcel last = null;
        for (Item item : items) {
            if (last != null && last.takes(item.message)) {
                last.add(item);
            } else {
                last = new RequestParcel(item);
                parcels.add(last);
            }
        }
        return parcels;
    }

    void add(Item item) {
        items.add(item);
        bytes += item.content.length;
    }

    boolean takes(Message message) {
        return items.size() < MOST && bytes < ROOM && src.equals(message.src());
    }

    EntityId src() {
        return src;
    }

    EntityId dest() {
        return items.get(0).message.dest();
    }

    List<Item> items() {
        return items;
    }
}
