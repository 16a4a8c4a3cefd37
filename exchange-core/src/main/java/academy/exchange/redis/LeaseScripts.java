package academy.exchange.redis;

import java.util.List;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * What readers do that deliver at least once. They keep one law: a message that was taken lies in the hash of its reader
 * until it is settled, and the reader is known with the end of its lease; when that is over, another reader gives back
 * what lies in the hash and strikes the name out, after which nothing said in this name changes anything.
 *
 * <p>Each first does what a full Redis allows, so that messages are handled there, too. Each may be repeated after its
 * reply was lost.
 *
 * <p>KEYS are the same for all, see {@link LeaseKeys}: status, queue, index, readers, beginning of all readers' hashes,
 * attempts, pausing, dead letters, beginning of all tickets, beginning of all kept replies, the reader's own hash, ended,
 * how far the reader has counted, requests whose senders are to be told that they are dead letters. ARGV begin with the reader's name. Where a message may become a dead letter, they end with: the time as text, how many dead
 * letters are kept, after how many attempts, how long attempts are remembered in milliseconds.
 */
final class LeaseScripts {

    /** This reader's lease ended and others have what it held. */
    static final long FENCED = -3;

    /** An earlier call settled it, whose reply was lost. */
    static final long SETTLED_BEFORE = 3;

    /** The message is a dead letter now. */
    static final long DEAD = 2;

    /** By what a message is known again: no two that differ anywhere near their header have it in common. */
    private static final String MARK =
            """
            local function mark(item) return redis.sha1hex(item:sub(1, 1024) .. #item) end
            """;

    private static final String NOW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function at(later) return string.format('%.0f', now + later) end
            """;

    /** A key of another type is refused here, before anything was changed. */
    private static final String CHECK =
            """
            redis.call('LLEN', KEYS[2])
            redis.call('ZCARD', KEYS[4])
            redis.call('HLEN', KEYS[6])
            redis.call('ZCARD', KEYS[7])
            redis.call('LLEN', KEYS[8])
            redis.call('HLEN', KEYS[14])
            """;

    /**
     * A message becomes a dead letter. Whoever has it done tells the sender of a request; until it is answered, the request
     * is noted among those to be told of, in case that they die before. Of such a thousand are kept, for a day.
     */
    private static final String BURY = QueueScripts.HEAD
            + QueueScripts.TAG
            + """
            local date, letters, most, memory = ARGV[#ARGV - 3], ARGV[#ARGV - 2], tonumber(ARGV[#ARGV - 1]), ARGV[#ARGV]
            local function bury(item, failed, reason, cut)
              local head = 'time: ' .. date .. '\\nreason: ' .. reason .. '\\nattempts: ' .. failed
              if cut and #item > cut then
                head, item = head .. '\\ncut: ' .. #item, item:sub(1, cut)
              end
              redis.call('LPUSH', KEYS[8], head .. '\\n\\n' .. item)
              redis.call('LTRIM', KEYS[8], 0, letters - 1)
              local tag = tagOf(item)
              if tag and redis.call('EXISTS', KEYS[9] .. tag) == 1 then
                if redis.call('HLEN', KEYS[14]) >= 1000 then
                  redis.call('HDEL', KEYS[14], redis.call('HRANDFIELD', KEYS[14]))
                end
                redis.call('HSET', KEYS[14], tag, reason)
                redis.call('PEXPIRE', KEYS[14], 86400000)
              end
            end
            local function failedOnce(item, times)
              local failed = redis.call('HINCRBY', KEYS[6], mark(item), times)
              redis.call('PEXPIRE', KEYS[6], memory)
              return failed
            end
            """;

    /**
     * Of the dead letters that others made, those that are requests without an answer: ticket and reason of each. What was
     * answered meanwhile is forgotten.
     */
    private static final String UNTOLD =
            """
            local function untold()
              local found, noted = {}, redis.call('HRANDFIELD', KEYS[14], 100, 'WITHVALUES')
              for i = 1, #noted, 2 do
                local ticket = redis.pcall('GET', KEYS[9] .. noted[i])
                if type(ticket) == 'string' then
                  found[#found + 1], found[#found + 2] = ticket, noted[i + 1]
                else
                  redis.call('HDEL', KEYS[14], noted[i])
                end
              end
              return found
            end
            """;

    /**
     * What a reader holds goes to the front of the queue in the order in which it was taken. If the reader died, the first
     * of it, as many as it handles at once, have failed once more; the others were not begun. What was answered already goes
     * along, since its answer is kept; but not to readers that know neither of kept answers nor of attempts.
     */
    private static final String GIVE_BACK =
            """
            local dead = {}
            local function answered(item)
              local tag = tagOf(item)
              return tag and redis.call('EXISTS', KEYS[9] .. tag) == 0 and redis.call('EXISTS', KEYS[10] .. tag) == 1
            end
            local function giveBack(reader, died, onlyOpen)
              local key, numbers, items, back = KEYS[5] .. reader, {}, {}, {}
              local held = redis.call('HGETALL', key)
              for i = 1, #held, 2 do
                local number = tonumber(held[i])
                numbers[#numbers + 1], items[number] = number, held[i + 1]
              end
              table.sort(numbers)
              redis.call('ZREM', KEYS[4], reader)
              local begun = died and tonumber(reader:match('%d+$')) or 0
              for rank, number in ipairs(numbers) do
                local failed = failedOnce(items[number], rank <= begun and 1 or 0)
                if rank <= begun and failed >= most then
                  bury(items[number], failed, 'its reader died ' .. failed .. ' times while it handled it')
                  redis.call('HDEL', KEYS[6], mark(items[number]))
                  dead[#dead + 1] = items[number]
                else
                  if onlyOpen then redis.call('HDEL', KEYS[6], mark(items[number])) end
                  if not onlyOpen or not answered(items[number]) then back[#back + 1] = items[number] end
                end
              end
              for i = #back, 1, -1 do redis.call('LPUSH', KEYS[2], back[i]) end
              -- Without a lease no call of this reader takes anything, however late it comes.
              redis.call('DEL', key, KEYS[13]:sub(1, -#ARGV[1] - 1) .. reader)
            end
            """;

    /** Readers whose lease is over give back what they held, ten of them at a time; returns what is untold from before. */
    private static final String RECOVERY = Scripts.STATUS
            + MARK
            + NOW
            + CHECK
            + BURY
            + UNTOLD
            + GIVE_BACK
            + """
            local function recover(onlyOpen)
              local before = untold()
              for _, reader in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', at(0), 'LIMIT', 0, 10)) do
                giveBack(reader, true, onlyOpen)
              end
              return before
            end
            """;

    /** Messages whose pause is over go to the front of the queue. The first write is one that a full Redis allows. */
    private static final String END_PAUSES =
            """
            local function endPauses()
              local due = redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', now, 'LIMIT', 0, 100)
              redis.call('LLEN', KEYS[2])
              for i = #due, 1, -1 do
                redis.call('ZREM', KEYS[7], due[i])
                redis.call('LPUSH', KEYS[2], due[i]:sub(due[i]:find('\\n', 1, true) + 1))
              end
            end
            """;

    /**
     * Takes messages from an active mailbox into the hash of a reader that has a lease. Those whose pause is over come
     * first. If there is something in the hash from the first number on, then an earlier call took it whose reply was
     * lost, and that is the answer. No number is given twice, so that a call which was held up on its way, and repeated
     * meanwhile on another connection, takes nothing that nobody would know of.
     *
     * <p>ARGV: reader, first number, how many at most, after how many bytes it is enough. Returns the time until the next
     * pause is over in milliseconds, or -1; the items; of those that were delivered before how many attempts failed, and
     * the replies they got, if any. Or a number that says why there is nothing.
     */
    static final RedisScript<Object> TAKE = RedisScript.of(
            Scripts.STATUS
                    + QueueScripts.TRACK
                    + QueueScripts.UNANSWERED
                    + QueueScripts.PAGE_SIZE
                    + MARK
                    + NOW
                    + END_PAUSES
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    if not redis.call('ZSCORE', KEYS[4], ARGV[1]) then return -3 end
                    local first, most, room = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
                    local items, left = {}, {}
                    local found = redis.call('HGET', KEYS[11], first)
                    while found do
                      items[#items + 1] = found
                      found = redis.call('HGET', KEYS[11], first + #items)
                    end
                    endPauses()
                    if #items == 0 and most > 0 then
                      if tonumber(redis.call('GET', KEYS[13]) or 0) > first then return -3 end
                      while #items < most and bytes < room do
                        local page = redis.call('LPOP', KEYS[2], math.min(size(), most - #items)) or {}
                        if #page == 0 then break end
                        local fields = {}
                        for _, item in ipairs((unanswered(page, KEYS[12], KEYS[9], left))) do
                          fields[#fields + 1], fields[#fields + 2] = first + #items, item
                          items[#items + 1] = item
                          bytes = bytes + #item
                        end
                        if #fields > 0 then redis.call('HSET', KEYS[11], unpack(fields)) end
                        looked = #items
                      end
                      if #items > 0 then redis.call('SET', KEYS[13], first + #items, 'PX', 600000) end
                      track(items, KEYS[3], KEYS[9])
                    end
                    local attempts, replies = {}, {}
                    if redis.call('EXISTS', KEYS[6]) == 1 then
                      for _, item in ipairs(left) do redis.call('HDEL', KEYS[6], mark(item)) end
                      for i, item in ipairs(items) do
                        local failed = redis.call('HGET', KEYS[6], mark(item))
                        local tag = failed and tagOf(item)
                        attempts[i] = tonumber(failed or 0)
                        replies[i] = tag and redis.call('GET', KEYS[10] .. tag) or ''
                      end
                    end
                    local next = redis.call('ZRANGE', KEYS[7], 0, 0, 'WITHSCORES')[2]
                    return {next and math.max(next - now, 1) or -1, items, attempts, replies}
                    """,
            Object.class);

    /**
     * These messages were handled. What a request was answered with is kept no longer, unless it is open still: nobody
     * will be handed the request again, and the answers of those who had it before are dropped.
     *
     * <p>Whatever of them an earlier call settled, whose reply was lost, comes first. If the lease is over that is all.
     *
     * <p>ARGV: reader, and for each its number and the tag of the request, empty for none. Returns how many it held.
     */
    static final RedisScript<Long> ACK = script(
            MARK
                    + """
            local first, failed = 2, redis.call('EXISTS', KEYS[6]) == 1
            while ARGV[first] and redis.call('HEXISTS', KEYS[11], ARGV[first]) == 0 do first = first + 2 end
            local numbers, tickets, replies = {}, {}, {}
            for i = first, #ARGV, 2 do
              local number, tag = ARGV[i], ARGV[i + 1]
              numbers[#numbers + 1] = number
              if tag ~= '' then tickets[#tickets + 1], replies[#replies + 1] = KEYS[9] .. tag, KEYS[10] .. tag end
              local item = failed and redis.call('HGET', KEYS[11], number)
              if item then redis.call('HDEL', KEYS[6], mark(item)) end
            end
            if #numbers == 0 then return 0 end
            local held = redis.call('HDEL', KEYS[11], unpack(numbers))
            if #tickets == 0 then return held end
            if redis.call('EXISTS', unpack(tickets)) == 0 then
              redis.call('DEL', unpack(replies))
            else
              for i, ticket in ipairs(tickets) do
                if redis.call('EXISTS', ticket) == 0 then redis.call('DEL', replies[i]) end
              end
            end
            return held
            """);

    /**
     * The attempt failed: the message pauses, or was tried often enough.
     *
     * <p>ARGV: reader, number, pause in milliseconds, reason. Returns 0 if it is others' now.
     */
    static final RedisScript<Long> RETRY = script(
            Scripts.STATUS
                    + MARK
                    + NOW
                    + CHECK
                    + BURY
                    + """
            local item = redis.call('HGET', KEYS[11], ARGV[2])
            if not item then return redis.call('ZSCORE', KEYS[4], ARGV[1]) and 3 or 0 end
            redis.call('HDEL', KEYS[11], ARGV[2])
            if ended or not status then return 0 end
            local failed = failedOnce(item, 1)
            if failed >= most then
              bury(item, failed, ARGV[4])
              redis.call('HDEL', KEYS[6], mark(item))
              return 2
            end
            if tonumber(ARGV[3]) > 0 then
              redis.call('ZADD', KEYS[7], at(ARGV[3]), ARGV[1] .. ' ' .. ARGV[2] .. '\\n' .. item)
            else
              redis.call('LPUSH', KEYS[2], item)
            end
            return 1
            """);

    /**
     * The message cannot be handled.
     *
     * <p>ARGV: reader, number, reason, whether it was tried, 1 or 0; how much is kept of one that was not. Returns what
     * {@link #RETRY} does.
     */
    static final RedisScript<Long> REJECT = script(
            Scripts.STATUS
                    + MARK
                    + CHECK
                    + BURY
                    + """
            local item = redis.call('HGET', KEYS[11], ARGV[2])
            if not item then return redis.call('ZSCORE', KEYS[4], ARGV[1]) and 3 or 0 end
            redis.call('HDEL', KEYS[11], ARGV[2])
            if ended or not status then return 0 end
            local failed = tonumber(redis.call('HGET', KEYS[6], mark(item)) or 0)
            redis.call('HDEL', KEYS[6], mark(item))
            if ARGV[4] == '1' then
              bury(item, failed + 1, ARGV[3])
            else
              bury(item, 0, ARGV[3], tonumber(ARGV[5]))
            end
            return 2
            """);

    /**
     * A reader lives; and those that do not any more give back what they held, ten of them at a time. One that is late but
     * was not missed by anybody goes on. When the mailbox has ended, what its termination may have left is cleared away.
     *
     * <p>ARGV: reader, length of the lease in milliseconds, whether it is a new one, 1 or 0. Returns 1 or a number that
     * says why it has no lease, what became dead letters, and ticket and reason of those before of which nobody knows
     * whether their senders were told.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> RENEW = RedisScript.of(
            RECOVERY
                    + """
                    if ended or not status then
                      redis.call('DEL', KEYS[6], KEYS[7], KEYS[11], KEYS[14])
                      redis.call('ZREM', KEYS[4], ARGV[1])
                      return {status and -1 or -2, dead, {}}
                    end
                    local lease = -3
                    if ARGV[3] == '1' or redis.call('ZSCORE', KEYS[4], ARGV[1]) then
                      redis.call('ZREM', KEYS[4], '')
                      redis.call('ZADD', KEYS[4], at(ARGV[2]), ARGV[1])
                      lease = 1
                    end
                    return {lease, dead, recover(false)}
                    """,
            List.class);

    /**
     * What readers left whose lease is over goes back to the queue, for one that delivers at most once: what ten of them
     * held at a time, and what pauses no longer. A request that was answered is left out, since nobody would know of it.
     *
     * <p>ARGV: empty. Returns what {@link #RENEW} does.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> RECOVER = RedisScript.of(
            RECOVERY
                    + END_PAUSES
                    + """
                    if ended or not status then return {status and -1 or -2, dead, {}} end
                    local before = recover(true)
                    endPauses()
                    return {1, dead, before}
                    """,
            List.class);

    /**
     * A reader ends in order: nothing of what it gives back has failed.
     *
     * <p>ARGV: reader.
     */
    static final RedisScript<Long> RELEASE = script(
            Scripts.STATUS
                    + MARK
                    + CHECK
                    + BURY
                    + GIVE_BACK
                    + """
            if ended or not status then
              redis.call('DEL', KEYS[11])
              return redis.call('ZREM', KEYS[4], ARGV[1])
            end
            giveBack(ARGV[1], false)
            redis.call('DEL', KEYS[13])
            return 1
            """);

    private LeaseScripts() {}

    private static RedisScript<Long> script(String text) {
        return RedisScript.of(text, Long.class);
    }
}
