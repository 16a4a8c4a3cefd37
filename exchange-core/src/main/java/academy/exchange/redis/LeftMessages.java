package academy.exchange.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * What readers of one mailbox left behind that delivered at least once, as another version of the application may have
 * done: a reader that delivers at most once gives it back to the queue. It looks when it begins and some time after, within
 * a take that it makes anyway.
 *
 * <p>For one thread at a time, but for {@link #untilNextLook}.
 */
final class LeftMessages {

    private static final Logger log = LoggerFactory.getLogger(LeftMessages.class);

    /** So that what a dead reader held comes back within the recovery time, unless that was set to less than usual. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private static final String NOBODY = "";

    private final MailboxReader reader;
    private final LeaseContext context;
    private final String[] plain;
    private final String[] looking;

    /** The keys of the take that was begun; null if none is. */
    private String @Nullable [] begun;

    private volatile long lookedAt = System.nanoTime() - LOOK_AGAIN.toNanos();

    /** @param takeKeys those of {@link QueueScripts#TAKE} without a look */
    LeftMessages(
            RedisExchange exchange,
            EntityId mailbox,
            RedisKeys keys,
            MailboxReader reader,
            DeliveryOptions options,
            String[] takeKeys) {
        this.reader = reader;
        this.context = new LeaseContext(exchange, mailbox, keys, options);
        this.plain = takeKeys;
        this.looking = Arrays.copyOf(takeKeys, takeKeys.length + 2);
        looking[takeKeys.length] = keys.readers(mailbox);
        looking[takeKeys.length + 1] = keys.pausing(mailbox);
    }

    /**
     * Begins a take, for which the next {@link #take} waits, and says whether it did; if it did, that has to come.
     */
    boolean begin(byte[]... arguments) {
        String[] keys = keys();
        if (begun != null || !reader.begin(QueueScripts.TAKE, keys, arguments)) {
            return false;
        }
        begun = keys;
        return true;
    }

    /** Whether a take was begun and not waited for. */
    boolean hasBegun() {
        return begun != null;
    }

    /** What {@link QueueScripts#TAKE} returns, after what was left was given back if it was time to look. */
    List<Object> take(byte[]... arguments) {
        String[] keys = begun == null ? keys() : begun;
        begun = null;
        List<Object> reply = reader.evaluate(QueueScripts.TAKE, keys, arguments);
        if (keys == plain) {
            return reply;
        }
        if (!reply.equals(List.of(QueueScripts.LEFT))) {
            lookedAt = System.nanoTime();
            return reply;
        }
        // There may be more than one call gives back, so the next take looks again.
        giveBack();
        return reader.evaluate(QueueScripts.TAKE, plain, arguments);
    }

    private String[] keys() {
        return System.nanoTime() - lookedAt < LOOK_AGAIN.toNanos() ? plain : looking;
    }

    /** How long no take looks. */
    Duration untilNextLook() {
        return LOOK_AGAIN.minusNanos(Math.min(System.nanoTime() - lookedAt, LOOK_AGAIN.toNanos()));
    }

    private void giveBack() {
        log.info("Gives back what readers of {} held that delivered at least once", context.mailbox());
        context.recovered(reader.evaluate(
                LeaseScripts.RECOVER, context.keys(NOBODY).toArray(String[]::new), context.withLetters(utf8(NOBODY))));
    }
}
