package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MalformedMessageException;
import academy.exchange.MessageCodec;

import static academy.exchange.redis.RedisCalls.utf8;

/** Knows the open requests to a mailbox: each has a ticket from its sending to its answer. */
final class RedisTickets {

    private static final Logger log = LoggerFactory.getLogger(RedisTickets.class);

    /** Where the header of a message stands, unless it has very long names. */
    private static final int HEAD = 1024;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final MessageCodec codec;
    private final byte[] retryWindow;

    RedisTickets(RedisCalls calls, RedisKeys keys, MessageCodec codec, Duration retryWindow) {
        this.calls = calls;
        this.keys = keys;
        this.codec = codec;
        this.retryWindow = utf8(Long.toString(retryWindow.toMillis()));
    }

    /**
     * Sees to it that a request that was taken off the queue by itself stays counted. Does not wait: on its connection
     * this comes before the answer, and without ticket it changes nothing.
     */
    void track(EntityId id, byte[] item) {
        byte[] head = head(item);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        // Requests of a handle here bear such an attribute, and were tracked when they were sent.
        if (text.contains("\"kind\":\"request\"") && !text.contains("\"exchange_")) {
            var unused = calls.run(
                    "track a request to " + id,
                    QueueScripts.TRACK_ONE,
                    List.of(keys.open(id)),
                    utf8(keys.requests(id)),
                    head);
        }
    }

    /** The beginning of a message, with its header. */
    static byte[] head(byte[] item) {
        return Arrays.copyOf(item, Math.min(item.length, HEAD));
    }

    /** Notes that an open request is not to be worked on, and leaves its ticket to whoever answers it. */
    Optional<Header> withdraw(EntityId dest, UUID tag) {
        List<String> scriptKeys = List.of(keys.request(dest, tag), keys.withdrawn(dest));
        byte[] header = calls.write(
                "withdraw request " + tag + " to " + dest,
                QueueScripts.WITHDRAW,
                scriptKeys,
                utf8(tag.toString()),
                retryWindow);
        return Optional.ofNullable(header).flatMap(ticket -> decode(dest, ticket));
    }

    /**
     * What is counted of a mailbox.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    MailboxStats stats(EntityId id) {
        List<String> scriptKeys =
                List.of(keys.active(id), keys.queue(id), keys.open(id), keys.completions(id), keys.outgoing(id));
        List<?> counts =
                calls.read("count the messages of " + id, QueueScripts.STATS, scriptKeys, utf8(keys.requests(id)));
        if (counts.isEmpty()) {
            throw new BadEntityIdException(id);
        }
        long pending = (Long) counts.get(1);
        return MailboxStats.of(
                (Long) counts.get(0),
                pending == QueueScripts.NOT_INDEXED ? countByName(id) : pending,
                (Long) counts.get(2),
                (Long) counts.get(3));
    }

    /** For a mailbox that a Python peer registered: those who send to it and answer for it keep no index. */
    private long countByName(EntityId id) {
        return calls.read("count the open requests to " + id, template -> {
            // SCAN may name a key twice.
            Set<String> found = new HashSet<>();
            KeyPages.scan(template, keys.everyRequest(id), (page, headers) -> found.addAll(page));
            return (long) found.size();
        });
    }

    /** What a ticket says; nothing if it is not one. */
    Optional<Header> decode(EntityId id, byte[] header) {
        try {
            return Optional.of(codec.decodeHeader(header)).filter(read -> read.kind() == Header.Kind.REQUEST);
        } catch (MalformedMessageException e) {
            log.warn("A request to {} stays unanswered, since its ticket cannot be read: {}", id, e.getMessage());
            return Optional.empty();
        }
    }
}
