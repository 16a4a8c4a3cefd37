package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.springframework.data.redis.core.script.RedisScript;

import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;

import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.MailboxStatus;
import academy.exchange.MessageCodec;
import academy.exchange.QueuedMessage;
import academy.exchange.Upkeep;

import static academy.exchange.redis.RedisCalls.utf8;

/** The upkeep of mailboxes in Redis. */
final class RedisUpkeep implements Upkeep {

    /**
     * The oldest messages of a queue, until they were 8 MiB. Changes nothing.
     *
     * <p>KEYS: queue. ARGV: how many at most.
     */
    @SuppressWarnings("rawtypes") // the class of a list has no type of its items
    private static final RedisScript<List> PEEK = RedisScript.of(
            """
            local seen, bytes = {}, 0
            while #seen < tonumber(ARGV[1]) and bytes < 8388608 do
              local item = redis.call('LINDEX', KEYS[1], #seen)
              if not item then break end
              seen[#seen + 1] = item
              bytes = bytes + #item
            end
            return seen
            """,
            List.class);

    /**
     * Drops the oldest dead letters, which lie at the end.
     *
     * <p>KEYS: dead letters. ARGV: how many at most. Returns how many it were.
     */
    private static final RedisScript<Long> DROP = RedisScript.of(
            """
            local dropped = math.min(tonumber(ARGV[1]), redis.call('LLEN', KEYS[1]))
            if dropped > 0 then redis.call('LTRIM', KEYS[1], 0, -dropped - 1) end
            return dropped
            """,
            Long.class);

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final RedisDirectory directory;
    private final RedisDeadLetters deadLetters;

    RedisUpkeep(
            RedisCalls calls,
            RedisKeys keys,
            MessageCodec codec,
            RedisDirectory directory,
            RedisDeadLetters deadLetters) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.directory = directory;
        this.deadLetters = deadLetters;
    }

    @Override
    public List<QueuedMessage> peek(EntityId id, int max) {
        requireKnown(id);
        // Not where messages are sent: what comes may be a thousand of the largest, and they would wait behind it.
        List<?> items = calls.read(
                "look into the mailbox of " + id,
                template -> template.execute(PEEK, List.of(keys.queue(id)), (Object) utf8(Integer.toString(max))));
        return items.stream()
                .map(item -> (byte[]) item)
                .filter(item -> !Scripts.SENTINEL.equals(new String(item, StandardCharsets.UTF_8)))
                .map(item -> QueuedMessage.of(item, codec))
                .toList();
    }

    @Override
    public long countDeadLetters(EntityId id) {
        Long count = calls.read("count the dead letters of " + id, template -> template.opsForList()
                .size(keys.deadLetters(id)));
        return count == null ? 0 : count;
    }

    @Override
    public List<DeadLetter> deadLetters(EntityId id, int max) {
        requireKnown(id);
        return deadLetters.newest(id, max);
    }

    @Override
    public int redrive(EntityId id, int max) {
        return deadLetters.redrive(id, max);
    }

    @Override
    public int dropDeadLetters(EntityId id, int max) {
        requireKnown(id);
        Long dropped = calls.writeOnce(
                "drop dead letters of " + id, DROP, List.of(keys.deadLetters(id)), utf8(Integer.toString(max)));
        return Math.toIntExact(dropped);
    }

    @Override
    public List<String> typeNames(AgentId id) {
        byte[] list = calls.read(
                "read the types of " + id, template -> template.opsForValue().get(keys.agent(id)));
        return list == null ? List.of() : names(new String(list, StandardCharsets.UTF_8));
    }

    private static List<String> names(String list) {
        return Stream.of(list.split(",", -1)).filter(name -> !name.isEmpty()).toList();
    }

    /** By HELLO, for which no right to INFO is needed; a server that refuses it is one that does not tell. */
    @Override
    public Optional<String> storeVersion() {
        try {
            List<Object> reply = calls.ask("ask for the version", commands -> commands.dispatch(
                            CommandType.HELLO, new NestedMultiOutput<>(RedisConnections.CODEC))
                    .toCompletableFuture());
            return ServerGreeting.of(reply).version();
        } catch (ExchangeRefusedException untold) {
            return Optional.empty();
        }
    }

    private void requireKnown(EntityId id) {
        if (directory.status(id) == MailboxStatus.MISSING) {
            throw new BadEntityIdException(id);
        }
    }
}
