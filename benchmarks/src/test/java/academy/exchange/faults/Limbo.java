package academy.exchange.faults;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.EntityId;

/** What is left in Redis between a sender and a reader, when there should be nothing. */
final class Limbo {

    /** What Redis knows of a mailbox as long as there is one. */
    private static final Set<String> LASTING = Set.of(
            "active:",
            "agent:",
            "outgoing:",
            "completions:",
            "exchange:open:",
            "exchange:living",
            "exchange:agents",
            "exchange:type:");

    private static final String FORGOTTEN_LATER_THAN =
            """
            local left = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local remembered = key:find('^exchange:reply:') or key:find('^exchange:sent:')
              local ttl = remembered and redis.call('PTTL', key) or -1
              if ttl == -1 or ttl > tonumber(ARGV[1]) then left[#left + 1] = key end
            end
            return left
            """;

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

    /**
     * Every key but those that a mailbox has, when nobody reads; what Redis remembers for no longer than this is not
     * counted.
     */
    List<String> keys(Duration memory) {
        List<String> keys = redis.eval(
                FORGOTTEN_LATER_THAN, ScriptOutputType.MULTI, new String[0], Long.toString(memory.toMillis()));
        return keys.stream()
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
