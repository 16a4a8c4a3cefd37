package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.Urgency;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * Takes what is urgent out of one queue, wherever it lies, for one reader that looks again and again.
 *
 * <p>It goes from the head to the tail, some hundred items a call, and remembers the newest item it left there, so that
 * it looks at each once. Between two calls the queue may change: that item stays where it is among the others, and only
 * moves towards the head. If it is gone, all that was before it is gone, too, and the look begins anew at the head. So
 * whatever the others do, nothing that stays in the queue is passed over.
 *
 * <p>For one thread at a time.
 */
final class QueueSift {

    private static final Logger log = LoggerFactory.getLogger(QueueSift.class);

    /** Some 50,000 small items; the next look goes on from there. */
    private static final int CALLS_PER_LOOK = 100;

    private static final byte[] YES = utf8("1");
    private static final byte[] NO = utf8("0");
    private static final byte[] NOTHING = {};

    private final EntityId mailbox;
    private final MailboxReader reader;
    private final RedisKeys names;
    private final String[] keys;
    private final byte[] tickets;
    private final byte[] retryWindow;
    private Set<Urgency> kinds = Set.of();
    private byte[] newestSeen = {};
    private long seen;

    /** What one look found: items as they were on the queue, oldest first, and the tags that were withdrawn. */
    record Found(List<byte[]> items, Set<UUID> withdrawn) {}

    QueueSift(EntityId mailbox, MailboxReader reader, RedisKeys keys, Duration retryWindow) {
        this.mailbox = mailbox;
        this.reader = reader;
        this.names = keys;
        this.keys = new String[] {
            keys.active(mailbox), keys.queue(mailbox), keys.open(mailbox), keys.withdrawn(mailbox), keys.ended(mailbox)
        };
        this.tickets = utf8(keys.requests(mailbox));
        this.retryWindow = utf8(Long.toString(retryWindow.toMillis()));
    }

    /**
     * Looks at what came since the last look.
     *
     * @throws MailboxTerminatedException if the mailbox was terminated
     * @throws BadEntityIdException if all trace of it vanished
     */
    Found look(Set<Urgency> wanted) {
        return look(wanted, null);
    }

    /**
     * Looks at what came since the last look, and takes it under a lease, from its next number on.
     *
     * @throws LeaseLostException if the lease is over
     */
    Found look(Set<Urgency> wanted, @Nullable Lease lease) {
        if (!kinds.containsAll(wanted)) {
            forget();
        }
        kinds = Set.copyOf(wanted);
        List<byte[]> items = new ArrayList<>();
        Set<UUID> withdrawn = new HashSet<>();
        boolean more = true;
        for (int call = 0; more && call < CALLS_PER_LOOK; call++) {
            try {
                more = step(items, withdrawn, lease);
            } catch (RuntimeException e) {
                forget();
                if (items.isEmpty()) {
                    throw e;
                }
                log.debug(
                        "Stopped looking for urgent messages to {} half-way; the next look meets it again", mailbox, e);
                more = false;
            }
        }
        return new Found(items, withdrawn);
    }

    /** Lets the next look begin at the front, where others may have put something. */
    void startOver() {
        forget();
    }

    /** So many items were put before all others, so that those seen already lie farther back now. */
    void putInFront(int items) {
        seen += items;
    }

    private boolean step(List<byte[]> items, Set<UUID> withdrawn, @Nullable Lease lease) {
        if (lease != null) {
            // Until it is known how often each was tried, whatever fails, memory included.
            lease.unsure();
        }
        List<Object> reply = reader.evaluate(QueueScripts.SIFT, keys(lease), arguments(lease, items.size()));
        if (reply.get(0) instanceof Long ended) {
            throw failure(ended);
        }
        newestSeen = (byte[]) reply.get(0);
        seen = (Long) reply.get(1);
        for (Object found : (List<?>) reply.get(3)) {
            items.add((byte[]) found);
        }
        if (lease != null && items.isEmpty()) {
            lease.sure();
        }
        ((List<?>) reply.get(4)).forEach(tag -> withdrawn.add(uuid((byte[]) tag)));
        return (Long) reply.get(2) == 1;
    }

    private String[] keys(@Nullable Lease lease) {
        if (lease == null) {
            return keys;
        }
        String[] more = Arrays.copyOf(keys, keys.length + 3);
        more[keys.length] = names.readers(mailbox);
        more[keys.length + 1] = lease.taken();
        more[keys.length + 2] = lease.numbers();
        return more;
    }

    private byte[][] arguments(@Nullable Lease lease, int found) {
        return new byte[][] {
            newestSeen,
            utf8(Long.toString(seen)),
            kinds.contains(Urgency.CONTROL) ? YES : NO,
            kinds.contains(Urgency.RESPONSE) ? YES : NO,
            retryWindow,
            tickets,
            kinds.contains(Urgency.ANSWER) ? YES : NO,
            lease == null ? NOTHING : utf8(lease.name()),
            lease == null ? NOTHING : utf8(Long.toString(lease.next() + found))
        };
    }

    private RuntimeException failure(long ended) {
        if (ended == LeaseScripts.FENCED) {
            return new LeaseLostException();
        }
        return ended == Scripts.TERMINATED
                ? new MailboxTerminatedException(mailbox)
                : new BadEntityIdException(mailbox);
    }

    private void forget() {
        newestSeen = new byte[0];
        seen = 0;
    }

    private static UUID uuid(byte[] text) {
        return UUID.fromString(new String(text, StandardCharsets.US_ASCII));
    }
}
