package academy.exchange.redis;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import academy.exchange.EntityId;
import academy.exchange.Message;

/**
 * The requests that the readers of one exchange have handed out and that are not settled, so that their answers can be
 * tied to them. Those whose reader was closed or taken for dead before are remembered, too, the last ten thousand: their
 * answers must not go out any more, since others have the requests.
 *
 * <p>Any thread may call any method.
 */
final class LeasedRequests {

    private static final int MOST_LOST = 10_000;

    private final Map<Key, Place> held = new ConcurrentHashMap<>();
    private final Map<Key, Place> lost = new ConcurrentHashMap<>();
    private final Queue<Map.Entry<Key, Place>> oldestLost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lostCount = new AtomicInteger();

    private record Key(UUID mailbox, UUID tag) {}

    /**
     * Where a request lies that is not settled.
     *
     * @param taken key of the hash
     * @param number in it
     */
    record Place(String taken, long number) {}

    void add(Message request, Place place) {
        held.put(key(request), place);
    }

    /** It is settled, so that its answer is tied to nothing. */
    void remove(Message request, Place place) {
        held.remove(key(request), place);
    }

    /** It is others' now, perhaps another reader's of this exchange, and may never be settled here. */
    void lose(Message request, Place place) {
        Key key = key(request);
        lost.put(key, place);
        held.remove(key, place);
        oldestLost.add(Map.entry(key, place));
        if (lostCount.incrementAndGet() > MOST_LOST) {
            Map.Entry<Key, Place> oldest = oldestLost.poll();
            if (oldest != null) {
                lostCount.decrementAndGet();
                lost.remove(oldest.getKey(), oldest.getValue());
            }
        }
    }

    Optional<Place> find(EntityId mailbox, UUID tag) {
        Key key = new Key(mailbox.uid(), tag);
        Place place = held.get(key);
        return Optional.ofNullable(place == null ? lost.get(key) : place);
    }

    private static Key key(Message request) {
        return new Key(request.dest().uid(), request.tag());
    }
}
