package academy.exchange.redis;

import java.util.List;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * What Redis does in one step. Each script keeps one law, written above it; together they keep that a message lies in
 * an active mailbox or nowhere. A script decides by the status first and writes last, so that one that Redis refuses
 * (read-only, out of memory) has done nothing.
 */
final class Scripts {

    /** The item that ends a queue; a reader that meets it knows that the mailbox was terminated. */
    static final String SENTINEL = "<CLOSED>";

    static final long DELIVERED = 1;
    static final long DUPLICATE = 0;
    static final long ANSWERED_BY_TERMINATION = 2;
    static final long TERMINATED = -1;
    static final long MISSING = -2;

    /** The HTTP exchange of the Python package writes TERMINATED where its Redis exchange writes INACTIVE. */
    static final String STATUS =
            """
            local status = redis.call('GET', KEYS[1])
            local ended = status == 'INACTIVE' or status == 'TERMINATED'
            """;

    /**
     * A request arrives once, tracked, in an active mailbox. Its tag joins the index of open requests if there is one,
     * which is where this library registered the mailbox: a Python peer that answers would not take the tag out again.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket, index of the destination, counter of the source.
     * ARGV: message, lifetime of the marker in milliseconds, tag, header.
     */
    static final RedisScript<Long> SEND_REQUEST = script(
            STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('SET', KEYS[4], ARGV[4])
            if redis.call('EXISTS', KEYS[5]) == 1 then redis.call('SADD', KEYS[5], ARGV[3]) end
            redis.call('INCR', KEYS[6])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * Takes a request out of a queue, one of the newest thousand and not behind a mebibyte of newer ones. From the tail,
     * where what was cancelled soon lies, and a few items at a time, since they may be large.
     */
    static final String TAKE_OUT =
            """
            local function takeOut(queue, tag)
              local seen, bytes, sign = 0, 0, '"tag":"' .. tag .. '"'
              while seen < 1000 and bytes < 1048576 do
                local items = redis.call('LRANGE', queue, -seen - 8, -seen - 1)
                if #items == 0 then return end
                for _, item in ipairs(items) do
                  local head = item:sub(1, 1024)
                  if head:find(sign, 1, true) and head:find('"kind":"request"', 1, true) then
                    redis.call('LREM', queue, -1, item)
                    return
                  end
                  bytes = bytes + #item
                end
                seen = seen + #items
              end
            end
            """;

    /**
     * A request is answered at most once: whoever takes its ticket answers. Without a ticket the request was never
     * tracked and the answer goes out all the same, unless the request was open when the mailbox ended within the last
     * day. A ticket whose asker is gone is of no use to anyone and is taken as well.
     *
     * <p>Once the responder's own mailbox has ended, its termination alone answers, and completes nothing. The tickets
     * are left to it: a Python peer terminates in several steps, and one whose ticket is taken between them fails or
     * answers all the same, which a Python asker does not survive.
     *
     * <p>A request that was withdrawn may lie in the queue still, and leaves it with the answer that it was cancelled: a
     * Python agent that takes over the mailbox knows of no withdrawals, and would answer again.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket; index, counter, status, queue, withdrawn and
     * ended of the source. ARGV: message, lifetime of the marker in milliseconds, tag, what the answer says.
     */
    static final RedisScript<Long> SEND_RESPONSE = script(
            STATUS
                    + TAKE_OUT
                    + """
            local own = redis.call('GET', KEYS[7])
            local over = own == 'INACTIVE' or own == 'TERMINATED'
            if over and ARGV[4] ~= 'terminated' then return 2 end
            if not status or ended then
              redis.call('DEL', KEYS[4])
              redis.call('SREM', KEYS[5], ARGV[3])
              return status and -1 or -2
            end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            if redis.call('DEL', KEYS[4]) == 1 then
              redis.call('SREM', KEYS[5], ARGV[3])
              if not over then redis.call('INCR', KEYS[6]) end
            elseif over or redis.call('SISMEMBER', KEYS[10], ARGV[3]) == 1 then
              return 2
            end
            if ARGV[4] == 'cancelled' and redis.call('ZSCORE', KEYS[9], ARGV[3]) then takeOut(KEYS[8], ARGV[3]) end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * The requests that are open when a mailbox ends are answered by its termination. Their tags are kept for a day, so
     * that an action which ends only when the mailbox was opened anew does not answer them, too; of a mailbox that ends
     * again and again, some hundred thousand.
     */
    private static final String END =
            """
            local function endIndex(index, ended)
              if redis.call('SCARD', index) > 1 then
                if redis.call('SCARD', ended) > 100000 then redis.call('DEL', ended) end
                redis.call('SUNIONSTORE', ended, ended, index)
                redis.call('PEXPIRE', ended, 86400000)
              end
              redis.call('DEL', index)
            end
            """;

    /**
     * A mailbox that is new, or had ended, begins empty, with an index of its open requests. A first member keeps that
     * from vanishing, and says that all others are there: one that a Python peer registered has none.
     */
    private static final String BEGIN = END
            + """
            if ended then redis.call('DEL', KEYS[2]) end
            if ended or not status then
              endIndex(KEYS[4], KEYS[6])
              redis.call('SADD', KEYS[4], 'complete')
            end
            redis.call('SET', KEYS[1], 'ACTIVE')
            """;

    /**
     * An agent is active and discoverable in the same instant.
     *
     * <p>KEYS: status, queue, types, index, none, ended. ARGV: types.
     */
    static final RedisScript<Long> REGISTER_AGENT = script(
            STATUS + BEGIN + """
            redis.call('SET', KEYS[3], ARGV[1])
            return 1
            """);

    /**
     * A client is active.
     *
     * <p>KEYS: status, queue, none, index, none, ended.
     */
    static final RedisScript<Long> REGISTER_CLIENT = script(STATUS + BEGIN + "return 1");

    /**
     * A mailbox ends in one step: refused to senders, empty but for one sentinel, no longer discoverable. An unknown one
     * stays unknown.
     *
     * <p>KEYS: status, queue, types, index, withdrawn, ended. ARGV: sentinel.
     */
    static final RedisScript<Long> TERMINATE = script(
            STATUS
                    + END
                    + """
            if not status then return -2 end
            redis.call('SET', KEYS[1], 'INACTIVE')
            endIndex(KEYS[4], KEYS[6])
            redis.call('DEL', KEYS[2], KEYS[3], KEYS[5])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * What a reader took but did not hand out goes back to the front of an active mailbox, in order. In one that ended
     * meanwhile there is no place for it: the termination has answered.
     *
     * <p>KEYS: status, queue. ARGV: the messages, last first.
     */
    static final RedisScript<Long> PUT_BACK = script(
            STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            redis.call('LPUSH', KEYS[2], unpack(ARGV))
            return 1
            """);

    /**
     * The sentinel that a blocked reader took goes back for its siblings, one at the most.
     *
     * <p>KEYS: status, queue. ARGV: sentinel.
     */
    static final RedisScript<Long> WAKE_SIBLINGS = script(
            STATUS
                    + """
            if ended and redis.call('LLEN', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[2], ARGV[1]) end
            return 1
            """);

    /**
     * Writes the answer of TIME as the Python peers write it: seconds with one to six decimals. From the digits, since Lua
     * prints numbers of this size without their decimals.
     */
    static final String DECIMAL_SECONDS =
            """
            local function seconds(time)
              local text = string.format('%s.%06d', time[1], tonumber(time[2]))
              return (text:gsub('0+$', ''):gsub('%.$', '.0'))
            end
            """;

    /**
     * An active mailbox bears the time of its owner's last sign of life, by the clock of Redis. One that ended keeps its
     * last one.
     *
     * <p>KEYS: status, heartbeat.
     */
    static final RedisScript<Long> BEAT = script(
            STATUS
                    + DECIMAL_SECONDS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            redis.call('SET', KEYS[2], seconds(redis.call('TIME')))
            return 1
            """);

    /**
     * What is needed to tell the age of a heartbeat, read in one moment.
     *
     * <p>KEYS: status, heartbeat. Returns status, heartbeat and the two parts of the time.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> HEARTBEAT_AND_TIME = RedisScript.of(
            """
            local time = redis.call('TIME')
            return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), time[1], time[2]}
            """,
            List.class);

    private Scripts() {}

    private static RedisScript<Long> script(String text) {
        return RedisScript.of(text, Long.class);
    }
}
