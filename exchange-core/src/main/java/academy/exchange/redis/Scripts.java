package academy.exchange.redis;

import java.util.List;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * What Redis does in one step. Each script keeps one law, written above it; together they keep that a message lies in
 * an active mailbox or nowhere. A script decides by the status first and writes last, so that one that Redis refuses
 * (read-only, out of memory, a key of another type) has done nothing.
 *
 * <p>Redis looks at its memory at the first write of a script only, and only if that write may need some. What must be
 * refused by a full Redis begins with such a write; what helps to drain it begins with another, be it one that changes
 * nothing.
 */
final class Scripts {

    /** The item that ends a queue; a reader that meets it knows that the mailbox was terminated. */
    static final String SENTINEL = "<CLOSED>";

    static final long DELIVERED = 1;
    static final long DUPLICATE = 0;
    static final long ANSWERED_BY_TERMINATION = 2;
    static final long HELD_BY_OTHERS = 3;
    static final long TERMINATED = -1;
    static final long MISSING = -2;
    static final long FULL = -3;

    /** The HTTP exchange of the Python package writes TERMINATED where its Redis exchange writes INACTIVE. */
    static final String STATUS =
            """
            local status = redis.call('GET', KEYS[1])
            local ended = status == 'INACTIVE' or status == 'TERMINATED'
            """;

    /**
     * Of two tags that are in the index by chance, what has no ticket any more goes out: where tickets have a lifetime,
     * as many leave in the long run as come.
     */
    private static final String TIDY =
            """
            local function tidy(index, tickets)
              for _, tag in ipairs(redis.call('SRANDMEMBER', index, 2)) do
                if tag ~= 'complete' and redis.call('EXISTS', tickets .. tag) == 0 then
                  redis.call('SREM', index, tag)
                end
              end
            end
            """;

    /**
     * A request arrives once, tracked, in an active mailbox that has room for it. Its tag joins the index of open requests
     * if there is one, which is where this library registered the mailbox: a Python peer that answers would not take the
     * tag out again.
     *
     * <p>What was sent already is no refusal, however full it is now. Every key is looked at before anything is written,
     * so that one of another type is found in time.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket, index of the destination; counter of the source, unless
     * it is counted elsewhere. ARGV: message, lifetime of the marker in milliseconds, tag, header, most messages that may wait and lifetime of the
     * ticket in milliseconds, 0 for none.
     */
    static final RedisScript<Long> SEND_REQUEST = script(
            STATUS
                    + TIDY
                    + """
            if not status then return -2 end
            if ended then return -1 end
            if redis.call('EXISTS', KEYS[3]) == 1 then return 0 end
            local waiting, limit, ends = redis.call('LLEN', KEYS[2]), tonumber(ARGV[5]), ARGV[6] ~= '0'
            if limit > 0 and waiting >= limit then return -3 end
            local indexed = redis.call('SCARD', KEYS[5]) > 0
            if KEYS[6] then redis.call('INCR', KEYS[6]) end
            redis.call('SET', KEYS[3], '', 'PX', ARGV[2])
            if ends then
              redis.call('SET', KEYS[4], ARGV[4], 'PX', ARGV[6])
            else
              redis.call('SET', KEYS[4], ARGV[4])
            end
            if indexed then
              if ends then tidy(KEYS[5], KEYS[4]:sub(1, -#ARGV[3] - 1)) end
              redis.call('SADD', KEYS[5], ARGV[3])
            end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * Several requests of one source to one destination at once, each as by {@link #SEND_REQUEST}: one that was sent
     * already, or for which there is no room, does not keep the others back.
     *
     * <p>KEYS: status, queue and index of the destination, counter of the source, and for each request its marker and its
     * ticket. ARGV: lifetime of the marker in milliseconds, most messages that may wait and lifetime of the ticket in
     * milliseconds, 0 for none, and for each request message, tag and header. Returns a number for all of them, or a list
     * of one for each.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> SEND_REQUESTS = RedisScript.of(
            STATUS
                    + TIDY
                    + """
            if not status then return -2 end
            if ended then return -1 end
            local waiting, limit, ends = redis.call('LLEN', KEYS[2]), tonumber(ARGV[2]), ARGV[3] ~= '0'
            local indexed = redis.call('SCARD', KEYS[3]) > 0
            local outcomes, met, messages, tags = {}, {}, {}, {}
            for i = 1, (#KEYS - 4) / 2 do
              local marker = KEYS[3 + 2 * i]
              if met[marker] or redis.call('EXISTS', marker) == 1 then
                outcomes[i] = 0
              elseif limit > 0 and waiting + #messages >= limit then
                outcomes[i] = -3
              else
                outcomes[i], met[marker] = 1, true
                messages[#messages + 1], tags[#tags + 1] = ARGV[1 + 3 * i], ARGV[2 + 3 * i]
              end
            end
            if #messages == 0 then return outcomes end
            redis.call('INCRBY', KEYS[4], #messages)
            for i, outcome in ipairs(outcomes) do
              if outcome == 1 then
                redis.call('SET', KEYS[3 + 2 * i], '', 'PX', ARGV[1])
                if ends then
                  redis.call('SET', KEYS[4 + 2 * i], ARGV[3 + 3 * i], 'PX', ARGV[3])
                else
                  redis.call('SET', KEYS[4 + 2 * i], ARGV[3 + 3 * i])
                end
              end
            end
            if indexed then
              if ends then
                for _ in ipairs(tags) do tidy(KEYS[3], KEYS[6]:sub(1, -#ARGV[5] - 1)) end
              end
              redis.call('SADD', KEYS[3], unpack(tags))
            end
            redis.call('RPUSH', KEYS[2], unpack(messages))
            return outcomes
            """,
            List.class);

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
     * <p>A request that was taken at least once is answered by the reader that holds it, and by no other: the answer of
     * one that was taken for dead meanwhile is dropped. What it was answered with is kept for a while, and as long as it is
     * no other answer goes out; the same one may be sent again. Of an answer by others than a reader, to a request that was
     * put aside, only that it was given is kept: such a request may be handled later, at somebody's wish.
     *
     * <p>The first write is one that a full Redis allows, since answers make room.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket; index, counter, status, queue, withdrawn, ended, hash of
     * the reader and kept reply of the source. ARGV: message, lifetime of the marker in milliseconds, tag, what the answer
     * says, number of the request in the hash or empty, how long the reply is kept in milliseconds or 0, whether it is a
     * kept reply, 1 or 0.
     */
    static final RedisScript<Long> SEND_RESPONSE = script(
            STATUS
                    + TAKE_OUT
                    + """
            local own = redis.call('GET', KEYS[7])
            local over = own == 'INACTIVE' or own == 'TERMINATED'
            if over and ARGV[4] ~= 'terminated' then return 2 end
            if ARGV[5] ~= '' and redis.call('HEXISTS', KEYS[11], ARGV[5]) == 0 then return 3 end
            if ARGV[7] == '0' and redis.call('EXISTS', KEYS[12]) == 1 then return 0 end
            if not status or ended then
              redis.call('DEL', KEYS[4])
              redis.call('SREM', KEYS[5], ARGV[3])
              return status and -1 or -2
            end
            redis.call('LLEN', KEYS[2])
            redis.call('PEXPIRE', KEYS[3], ARGV[2])
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            if redis.call('DEL', KEYS[4]) == 1 then
              redis.call('SREM', KEYS[5], ARGV[3])
              if not over then redis.call('INCR', KEYS[6]) end
            elseif over or redis.call('SISMEMBER', KEYS[10], ARGV[3]) == 1 then
              return 2
            end
            if ARGV[4] == 'cancelled' and redis.call('ZSCORE', KEYS[9], ARGV[3]) then takeOut(KEYS[8], ARGV[3]) end
            if ARGV[6] ~= '0' then redis.call('SET', KEYS[12], ARGV[5] ~= '' and ARGV[1] or '', 'PX', ARGV[6]) end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * The requests that are open when a mailbox ends are answered by its termination. Their tags are kept for a day, so
     * that an action which ends only when the mailbox was opened anew does not answer them, too; of a mailbox that ends
     * again and again, some hundred thousand.
     */
    static final String END =
            """
            local function endIndex(index, ended)
              if redis.call('SCARD', index) > 1 then
                local before = redis.call('SCARD', ended)
                if before == 0 or before > 100000 then
                  redis.call('RENAME', index, ended)
                else
                  redis.call('SUNIONSTORE', ended, ended, index)
                end
                redis.call('PEXPIRE', ended, 86400000)
              end
              redis.call('DEL', index)
            end
            """;

    /**
     * A mailbox that is new, or had ended, begins empty, with an index of its open requests, and nothing that is left of
     * it will go by itself any more. A first member keeps the index from vanishing, and says that all others are there: one
     * that a Python peer registered has none.
     *
     * <p>When Redis is full, there is no room for a new mailbox, but the owner of an active one may come back to drain it.
     */
    private static final String BEGIN = END
            + """
            if status and not ended then redis.call('PERSIST', KEYS[1]) end
            redis.call('SET', KEYS[1], 'ACTIVE')
            if ended then
              redis.call('DEL', KEYS[2])
              for last = #KEYS - 2, #KEYS do redis.call('PERSIST', KEYS[last]) end
            end
            if ended or not status then
              endIndex(KEYS[4], KEYS[6])
              redis.call('SADD', KEYS[4], 'complete')
            end
            """;

    /**
     * An agent is active and discoverable in the same instant, by its types as well as by the index.
     *
     * <p>KEYS: status, queue, types, index, none, ended, agents of the index by types unless that lies elsewhere, and last of all
     * heartbeat and both counters. ARGV: types; unless that index lies elsewhere, what the keys of its types begin with, and
     * the uid.
     */
    static final RedisScript<Long> REGISTER_AGENT = script(
            STATUS
                    + IndexScripts.INDEX_IF_POSSIBLE
                    + BEGIN
                    + """
            redis.call('SET', KEYS[3], ARGV[1])
            if ARGV[2] then index(KEYS[7], ARGV[2], ARGV[3], ARGV[1]) end
            return 1
            """);

    /**
     * A client is active.
     *
     * <p>KEYS: status, queue, none, index, none, ended, and last of all heartbeat and both counters.
     */
    static final RedisScript<Long> REGISTER_CLIENT = script(STATUS + BEGIN + "return 1");

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
            redis.call('PERSIST', KEYS[2])
            redis.call('LPUSH', KEYS[2], unpack(ARGV))
            return 1
            """);

    /**
     * The sentinel that a blocked reader took goes back for its siblings, one at the most, and for no longer than the
     * status is known.
     *
     * <p>KEYS: status, queue. ARGV: sentinel.
     */
    static final RedisScript<Long> WAKE_SIBLINGS = script(
            STATUS
                    + """
            if not ended or redis.call('LLEN', KEYS[2]) > 0 then return 0 end
            redis.call('DEL', KEYS[2])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            local left = redis.call('PTTL', KEYS[1])
            if left > 0 then redis.call('PEXPIRE', KEYS[2], left) end
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
            redis.call('DEL', KEYS[2])
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
