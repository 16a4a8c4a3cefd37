package academy.exchange.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.core.script.RedisScript;

import academy.exchange.BadEntityIdException;
import academy.exchange.DeadLetter;
import academy.exchange.EntityId;
import academy.exchange.ForeignText;
import academy.exchange.MailboxTerminatedException;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * What could not be read or handled, kept in a bounded list beside each mailbox, newest first. An item is lines {@code
 * time:}, {@code reason:} and {@code attempts:}, an empty line, and the original bytes, so that people can read it with
 * any Redis client. Of something huge that could not be read only the beginning is kept, which a line {@code cut:} says.
 */
final class RedisDeadLetters {

    private static final Logger log = LoggerFactory.getLogger(RedisDeadLetters.class);

    /** As much as a message may have by default; what was read and could not be handled is kept whole in any case. */
    static final int LONGEST_UNREADABLE = 1024 * 1024;

    /**
     * Keeps a dead letter, also when Redis is full. One that is the newest already was kept by a call whose reply was lost.
     *
     * <p>KEYS: dead letters. ARGV: item, how many are kept.
     */
    private static final RedisScript<Long> KEEP = RedisScript.of(
            """
            if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then return 0 end
            redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
            redis.call('LPUSH', KEYS[1], ARGV[1])
            redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
            return 1
            """,
            Long.class);

    /**
     * Puts the oldest dead letters to the end of an active mailbox, as if they came for the first time, until it were 16
     * MiB. Those of an older version that may have been cut, which it did not say, stay.
     *
     * <p>KEYS: status, queue, dead letters, attempts. ARGV: how many at most. Returns how many it were.
     */
    private static final RedisScript<Long> REDRIVE = RedisScript.of(
            Scripts.STATUS
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    redis.call('LLEN', KEYS[2])
                    redis.call('HLEN', KEYS[4])
                    local moved, stayed, most, bytes = 0, 0, tonumber(ARGV[1]), 0
                    while moved < most and bytes < 16777216 do
                      local letter = redis.call('LINDEX', KEYS[3], -stayed - 1)
                      if not letter then break end
                      local rest = letter:find('^time: [^\\n]*\\nreason: ') and letter:find('\\n\\n', 1, true)
                      local head, content = letter:sub(1, rest or 0), letter:sub((rest or 0) + 2)
                      local old = not head:find('\\nattempts: ', 1, true)
                      if not rest or head:find('\\ncut: ', 1, true) or old and #content == 65536 then
                        stayed = stayed + 1
                      else
                        redis.call('LREM', KEYS[3], -1, letter)
                        redis.call('HDEL', KEYS[4], redis.sha1hex(content:sub(1, 1024) .. #content))
                        redis.call('RPUSH', KEYS[2], content)
                        moved, bytes = moved + 1, bytes + #content
                      end
                    end
                    return moved
                    """,
            Long.class);

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

    /** Keeps what could not be read. Does not throw: that it could not be kept is logged. */
    void add(EntityId mailbox, byte[] content, String reason) {
        log.warn("Put aside a message to {}: {}", mailbox, reason);
        byte[] item = write(reason, content);
        try {
            calls.write(
                    "keep a dead letter of " + mailbox, KEEP, List.of(keys.deadLetters(mailbox)), item, number(limit));
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

    /** Puts the oldest back to the end of the mailbox and says how many it were. */
    int redrive(EntityId mailbox, int max) {
        List<String> scriptKeys =
                List.of(keys.active(mailbox), keys.queue(mailbox), keys.deadLetters(mailbox), keys.attempts(mailbox));
        long moved = calls.write("put dead letters of " + mailbox + " back", REDRIVE, scriptKeys, number(max));
        if (moved == Scripts.TERMINATED) {
            throw new MailboxTerminatedException(mailbox);
        }
        if (moved == Scripts.MISSING) {
            throw new BadEntityIdException(mailbox);
        }
        return (int) moved;
    }

    /** What a script needs that may make a message a dead letter: the time, and how many are kept. */
    byte[] now() {
        return utf8(clock.instant().toString());
    }

    byte[] limit() {
        return number(limit);
    }

    /** A reason in one line. */
    static byte[] line(String reason) {
        return utf8(ForeignText.line(reason));
    }

    private static byte[] number(long number) {
        return utf8(Long.toString(number));
    }

    private byte[] write(String reason, byte[] content) {
        boolean cut = content.length > LONGEST_UNREADABLE;
        byte[] head = utf8("time: " + clock.instant() + "\nreason: " + reason.replace('\n', ' ') + "\nattempts: 0"
                + (cut ? "\ncut: " + content.length : "") + "\n\n");
        int kept = Math.min(content.length, LONGEST_UNREADABLE);
        return ByteBuffer.allocate(head.length + kept)
                .put(head)
                .put(content, 0, kept)
                .array();
    }

    private static DeadLetter read(byte[] item) {
        String text = new String(item, StandardCharsets.UTF_8);
        int end = text.indexOf("\n\n");
        if (end < 0 || !text.startsWith("time: ") || !text.contains("\nreason: ")) {
            return new DeadLetter(Instant.EPOCH, "not written by this library", 0, text);
        }
        Map<String, String> head = new HashMap<>();
        for (String line : text.substring(0, end).split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                head.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        return new DeadLetter(
                time(head.getOrDefault("time", "")),
                head.getOrDefault("reason", ""),
                attempts(head.getOrDefault("attempts", "0")),
                text.substring(end + 2));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static int attempts(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
