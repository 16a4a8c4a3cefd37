package academy.exchange.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.DeadLetter;
import academy.exchange.EntityId;

/**
 * What could not be read, kept in a bounded list beside each mailbox, newest first. An item is text lines {@code time:}
 * and {@code reason:}, an empty line, and the original bytes, so that people can read it with any Redis client.
 */
final class RedisDeadLetters {

    private static final Logger log = LoggerFactory.getLogger(RedisDeadLetters.class);

    /** Of something huge the beginning is enough to see what it is. */
    private static final int LONGEST_CONTENT = 64 * 1024;

    private final RedisCalls calls;
    private final RedisKeys keys;
    private final int limit;
    private final InstantSource clock;

    RedisDeadLetters(RedisCalls calls, RedisKeys keys, int limit, InstantSource clock) {
        this.calls = calls;
        this.keys = keys;
        this.limit = limit;
        this.clock = clock;
    }

    void add(EntityId mailbox, byte[] content, String reason) {
        log.warn("Put aside a message to {}: {}", mailbox, reason);
        byte[] item = write(clock.instant(), reason, content);
        String key = keys.deadLetters(mailbox);
        try {
            calls.write("keep a dead letter of " + mailbox, template -> {
                template.opsForList().leftPush(key, item);
                template.opsForList().trim(key, 0, limit - 1L);
                return true;
            });
        } catch (RuntimeException e) {
            log.error("A message to {} that cannot be read is lost, since it could not be put aside", mailbox, e);
        }
    }

    List<DeadLetter> newest(EntityId mailbox, int max) {
        if (max <= 0) {
            return List.of();
        }
        List<byte[]> items = calls.read("read the dead letters of " + mailbox, template -> template.opsForList()
                .range(keys.deadLetters(mailbox), 0, max - 1L));
        return items.stream().map(RedisDeadLetters::read).toList();
    }

    private static byte[] write(Instant time, String reason, byte[] content) {
        byte[] head = RedisCalls.utf8("time: " + time + "\nreason: " + reason.replace('\n', ' ') + "\n\n");
        byte[] kept = content.length > LONGEST_CONTENT ? Arrays.copyOf(content, LONGEST_CONTENT) : content;
        return ByteBuffer.allocate(head.length + kept.length)
                .put(head)
                .put(kept)
                .array();
    }

    private static DeadLetter read(byte[] item) {
        String text = new String(item, StandardCharsets.UTF_8);
        String[] parts = text.split("\n", 4);
        if (parts.length < 4 || !parts[0].startsWith("time: ") || !parts[1].startsWith("reason: ")) {
            return new DeadLetter(Instant.EPOCH, "not written by this library", 0, text);
        }
        return new DeadLetter(
                time(parts[0].substring("time: ".length())), parts[1].substring("reason: ".length()), 0, parts[3]);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
