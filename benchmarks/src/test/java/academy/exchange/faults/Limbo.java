package academy.exchange.faults;

import java.util.List;
import java.util.Set;

import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.EntityId;

/** What is left in Redis between a sender and a reader, when there should be nothing. */
final class Limbo {

    /** What Redis knows of a mailbox as long as there is one. */
    private static final Set<String> LASTING =
            Set.of("active:", "agent:", "outgoing:", "completions:", "exchange:open:", "exchange:living");

    private final RedisCommands<String, String> redis;

    Limbo(RedisServer redis) {
        this.redis = redis.commands();
    }

    /** Whether no message to this mailbox waits, is held, pauses, or was tried in vain; whoever reads may go on. */
    boolean isEmpty(EntityId mailbox) {
        String uid = mailbox.uid().toString();
        return redis.llen("queue:" + uid) == 0
                && redis.exists("exchange:pausing:" + uid, "exchange:attempts:" + uid) == 0
                && redis.zrange("exchange:readers:" + uid, 0, -1).stream()
                        .noneMatch(reader -> redis.exists("exchange:taken:" + uid + ":" + reader) > 0);
    }

    /** How many readers have a lease of this mailbox. */
    long readers(EntityId mailbox) {
        return redis.zcard("exchange:readers:" + mailbox.uid());
    }

    /** Every key but those that a mailbox has, when nobody reads and nothing is remembered any more. */
    List<String> keys() {
        return redis.keys("*").stream()
                .filter(key -> LASTING.stream().noneMatch(key::startsWith))
                .toList();
    }

    /** The open requests to this mailbox, without the first member of the index, which is none. */
    List<String> open(EntityId mailbox) {
        return redis.smembers("exchange:open:" + mailbox.uid()).stream()
                .filter(tag -> !tag.equals("complete"))
                .toList();
    }
}
