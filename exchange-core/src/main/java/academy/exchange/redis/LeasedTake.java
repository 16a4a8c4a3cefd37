package academy.exchange.redis;

import java.util.List;

import org.jspecify.annotations.Nullable;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * How one reader takes under its leases. What a call brings whose reply nobody gets is brought by the next under the same
 * lease, and is given back with that otherwise.
 *
 * <p>For one thread at a time.
 */
final class LeasedTake {

    /** What one call takes at most, so that nobody else waits for long: messages, and bytes but for the last ones. */
    static final int MOST = 1000;

    private static final byte[] ROOM = utf8(Integer.toString(4 * 1024 * 1024));

    private final LeaseContext context;
    private final MailboxReader reader;
    private @Nullable Lease lease;
    private String[] keys = {};

    LeasedTake(LeaseContext context, MailboxReader reader) {
        this.context = context;
        this.reader = reader;
    }

    /** Begins a take of up to so many, for which the next {@link #take} waits, and says whether it did. */
    boolean begin(Lease current, int max) {
        serve(current);
        // Or a call that is not made would leave it so.
        if (!reader.isShared()) {
            return false;
        }
        current.unsure();
        return reader.begin(LeaseScripts.TAKE, keys, arguments(current, max));
    }

    /** What {@link LeaseScripts#TAKE} returns. */
    List<Object> take(Lease current, int max) {
        serve(current);
        current.unsure();
        return reader.evaluate(LeaseScripts.TAKE, keys, arguments(current, max));
    }

    private void serve(Lease current) {
        if (lease != current) {
            reader.forgetBegun();
            keys = context.keys(current.name()).toArray(String[]::new);
            lease = current;
        }
    }

    private static byte[][] arguments(Lease lease, int max) {
        return new byte[][] {
            utf8(lease.name()), utf8(Long.toString(lease.next())), utf8(Integer.toString(Math.min(max, MOST))), ROOM
        };
    }
}
