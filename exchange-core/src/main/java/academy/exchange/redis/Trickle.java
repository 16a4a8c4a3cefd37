package academy.exchange.redis;

import java.time.Duration;

/**
 * Whether messages come one by one, so that a reader that got one does better to wait for the next at once than to look first
 * whether more are there, which costs a round trip each time. It looks now and then all the same, since a wait neither sees the
 * status of the mailbox nor takes more than one message. For one thread at a time.
 */
final class Trickle {

    /** So many messages in a row are waited for without a look at most, the more the longer looks are in vain. */
    private static final int MOST = 8;

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private int allowed;
    private int left;
    private boolean waited;
    private long lookedAt;

    /** Whether the next message is to be waited for without a look. */
    boolean isLikely() {
        return left > 0 && System.nanoTime() - lookedAt < LOOK_AGAIN.toNanos();
    }

    /** A look found something or nothing. */
    void looked(boolean found) {
        if (found) {
            allowed = 0;
        } else if (waited) {
            allowed = Math.min(MOST, 2 * allowed + 1);
        }
        left = allowed;
        waited = false;
        lookedAt = System.nanoTime();
    }

    /** A wait has brought a message to hand out, or something else, or nothing. */
    void waited(boolean found) {
        waited = found;
        left = found ? left - 1 : 0;
    }
}
