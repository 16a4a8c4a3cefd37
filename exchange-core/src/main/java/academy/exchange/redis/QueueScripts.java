package academy.exchange.redis;

import java.util.List;

import org.springframework.data.redis.core.script.RedisScript;

/** Scripts that look into the messages on a queue: who takes which, and what is still open. See {@link Scripts}. */
final class QueueScripts {

    /** Instead of how many requests are open, where nobody keeps an index of them. */
    static final long NOT_INDEXED = -1;

    /** The beginning of an item that its header, with the kind of message, stands in. */
    static final String HEAD =
            """
            local function head(item) return #item > 1024 and item:sub(1, 1024) or item end
            """;

    /** The tag of a request; nothing for all other items. The kind is looked for first where all known peers write it. */
    static final String TAG =
            """
            local function tagOf(item)
              local start = head(item)
              local _, at = start:find('"tag":"', 1, true)
              return at
                and (start:find('"kind":"request"', at, true) or start:find('"kind":"request"', 1, true))
                and start:match('^([%x-]+)"', at + 1)
            end
            """;

    /**
     * Leaves out the requests that are not to be begun, since they were answered in the name of an agent that was taken
     * for dead: their tags are among the ended, and their tickets gone. Follows {@link #HEAD} and {@link #TAG}. What it is called with:
     * items, key of the ended, beginning of all tickets, a list for those that it leaves out if somebody wants them.
     * Returns the others, and how many it left out, or nothing if no request was ever answered so.
     */
    static final String UNANSWERED =
            """
            local function unanswered(items, ended, tickets, left)
              if redis.call('EXISTS', ended) == 0 then return items end
              local open = {}
              for _, item in ipairs(items) do
                local tag = tagOf(item)
                local answered = tag
                  and redis.call('SISMEMBER', ended, tag) == 1
                  and redis.call('EXISTS', tickets .. tag) == 0
                if not answered then open[#open + 1] = item elseif left then left[#left + 1] = item end
              end
              return open, #items - #open
            end
            """;

    /**
     * Whether a request that a blocked reader took was answered already in the name of its agent.
     *
     * <p>KEYS: ended. ARGV: beginning of all tickets, beginning of the request.
     */
    static final RedisScript<Long> IS_ANSWERED =
            RedisScript.of(HEAD + TAG + UNANSWERED + "return 1 - #unanswered({ARGV[2]}, KEYS[1], ARGV[1])", Long.class);

    /**
     * The tags of the open requests among these items that are not in the index, since a Python peer sent them. Looks at the
     * index first, so that our own requests cost but little. Follows {@link #HEAD}.
     */
    private static final String UNTRACKED = TAG
            + """
            local function untracked(items, index, tickets)
              local tags, keys, open = {}, {}, {}
              for _, item in ipairs(items) do tags[#tags + 1] = tagOf(item) or nil end
              if #tags == 0 then return open end
              local unknown = {}
              for i, known in ipairs(redis.call('SMISMEMBER', index, unpack(tags))) do
                if known == 0 then
                  unknown[#unknown + 1], keys[#keys + 1] = tags[i], tickets .. tags[i]
                end
              end
              local number = #keys == 0 and 0 or redis.call('EXISTS', unpack(keys))
              if number == #keys then return unknown end
              for i, key in ipairs(keys) do
                if number > 0 and redis.call('EXISTS', key) == 1 then open[#open + 1] = unknown[i] end
              end
              return open
            end
            """;

    /** What leaves the queue unanswered is in the index, whoever sent it; a thousand items at most. */
    static final String TRACK = HEAD
            + UNTRACKED
            + """
            local function track(items, index, tickets)
              if #items == 0 or redis.call('EXISTS', index) == 0 then return end
              local tags = untracked(items, index, tickets)
              if #tags > 0 then redis.call('SADD', index, unpack(tags)) end
            end
            """;

    /**
     * A request that a blocked reader took is in the index, unless it was answered already. A full Redis does not mind.
     *
     * <p>KEYS: index. ARGV: beginning of all tickets, beginning of the request.
     */
    static final RedisScript<Long> TRACK_ONE = RedisScript.of(
            TRACK
                    + """
                    redis.call('PERSIST', KEYS[1])
                    track({ARGV[2]}, KEYS[1], ARGV[1])
                    return 1
                    """,
            Long.class);

    /** Readers that delivered at least once left something, which is to be given back first. */
    static final long LEFT = -4;

    /** A reader holds this many bytes of messages at most, and the one that was too much. */
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** How many items the next page may have: as many as all before it, up to 32; fewer when those were large. */
    static final String PAGE_SIZE =
            """
            local looked, bytes = 0, 0
            local function size()
              return math.max(1, math.min(looked + 1, 32, math.floor(65536 * looked / math.max(bytes, 1))))
            end
            """;

    /** Puts back what is too much of a page, from this place on, when large items came behind small ones. */
    static final String EXCESS =
            """
            local function excess(page, first)
              for i = #page, first, -1 do redis.call('LPUSH', KEYS[2], page[i]) end
            end
            """;

    /**
     * Takes messages from an active mailbox only, so that the sentinel stays for the other readers; one if there is any,
     * and no more than a reader should hold.
     *
     * <p>KEYS: status, queue, index, ended; readers and pausing, if it is to be looked whether there is something that others
     * left. ARGV: how many at most, beginning of all tickets. Returns a list, or a number that says why there is none. The
     * list ends with how many were left out, if there may be any such.
     */
    static final RedisScript<Object> TAKE = RedisScript.of(
            Scripts.STATUS
                    + TRACK
                    + UNANSWERED
                    + PAGE_SIZE
                    + EXCESS
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    if KEYS[5] then
                      local now = redis.call('TIME')[1] * 1000
                      if redis.call('ZCOUNT', KEYS[5], '-inf', now) + redis.call('ZCOUNT', KEYS[6], '-inf', now) > 0 then
                        return -4
                      end
                    end
                    local items, most = {}, tonumber(ARGV[1])
                    while #items < most and bytes < MOST_BYTES do
                      local page = redis.call('LPOP', KEYS[2], math.min(size(), most - #items)) or {}
                      if #page == 0 then break end
                      for i, item in ipairs(page) do
                        if bytes < MOST_BYTES then
                          items[#items + 1] = item
                          bytes = bytes + #item
                          looked = #items
                        else
                          excess(page, i)
                          break
                        end
                      end
                    end
                    local open, left = unanswered(items, KEYS[4], ARGV[2])
                    track(open, KEYS[3], ARGV[2])
                    if left then open[#open + 1] = left end
                    return open
                    """
                            .replace("MOST_BYTES", Integer.toString(MOST_BYTES)),
            Object.class);

    /**
     * Looks at a queue in pages. After some hundred items or a mebibyte it is enough for one call, so that nobody else
     * waits for long.
     */
    static final String PAGES = PAGE_SIZE
            + """
            local function page(first, last)
              local items = redis.call('LRANGE', KEYS[2], first, last)
              looked = looked + #items
              for _, item in ipairs(items) do bytes = bytes + #item end
              return items
            end
            local function enough(items) return looked >= items or bytes >= 1048576 end
            """;

    /**
     * Whether an item is urgent, by its bytes. Quotes inside of strings are escaped, so that no argument looks like this.
     * A response says so in its header, where its label stands, too; control requests are short.
     */
    private static final String WANTED =
            """
            local function wanted(item)
              local start = head(item)
              if start:find('"kind":"response"', 1, true) then
                return ARGV[start:find('"label":"', 1, true) and 7 or 4] == '1'
              end
              if ARGV[3] ~= '1' or #item > 8192 then return false end
              return item:find('"kind":"ping-request"', 1, true)
                or item:find('"kind":"cancel-request"', 1, true)
                or item:find('"kind":"shutdown-request"', 1, true)
            end
            """;

    /** The time in milliseconds, and the tags of the requests that were withdrawn within a window up to now. */
    private static final String WITHDRAWN =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function withdrawn(key, window) return redis.call('ZRANGEBYSCORE', key, now - window, '+inf') end
            """;

    /**
     * Takes the urgent items among the next hundreds that the reader has not seen, and only those. First it looks for the
     * newest item seen, which items taken by others may have moved towards the head. What is urgent goes out last, from
     * the nearer end.
     *
     * <p>KEYS: status, queue, index, withdrawn, ended. ARGV: beginning of the newest item seen, empty for none; how many lay
     * before the unseen ones; whether control requests and whether responses without a label are wanted, 1 or 0; window
     * of the withdrawn in milliseconds; beginning of all tickets; whether responses with a label are wanted. A reader that
     * has a lease gives three KEYS more, the readers, its own hash and how far it has counted, and two ARGV, its name and
     * the first number under which what it takes goes there. Returns the first two anew, 1 if there are more to see, the items, the withdrawn
     * tags; or a number that says why there are none.
     */
    static final RedisScript<Object> SIFT = RedisScript.of(
            Scripts.STATUS
                    + TRACK
                    + UNANSWERED
                    + PAGES
                    + WANTED
                    + WITHDRAWN
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    if KEYS[6] and not redis.call('ZSCORE', KEYS[6], ARGV[8]) then return -3 end
                    if KEYS[8] and tonumber(redis.call('GET', KEYS[8]) or 0) > tonumber(ARGV[9]) then return -3 end
                    local mark, gone = ARGV[1], withdrawn(KEYS[4], ARGV[5])
                    local length = redis.call('LLEN', KEYS[2])
                    local seen, met = math.min(ARGV[2], length), 0
                    while seen > 0 and met == 0 do
                      if enough(500) then return {mark, seen, 1, {}, gone} end
                      local first = math.max(seen - size(), 0)
                      local items = page(first, seen - 1)
                      met = #items
                      while met > 0 and head(items[met]) ~= mark do met = met - 1 end
                      seen = first + met
                    end
                    if seen == 0 then mark = '' end
                    local urgent = {}
                    looked, bytes = 0, 0
                    while seen < length and #urgent < 50 and not enough(500) do
                      local items = page(seen, seen + size() - 1)
                      for _, item in ipairs(items) do
                        if wanted(item) then urgent[#urgent + 1] = item else mark = head(item) end
                      end
                      seen = seen + #items
                    end
                    local more, count = seen < length and 1 or 0, seen < length / 2 and 1 or -1
                    if KEYS[7] then redis.call('HLEN', KEYS[7]) end
                    for _, item in ipairs(urgent) do redis.call('LREM', KEYS[2], count, item) end
                    seen = seen - #urgent
                    urgent = unanswered(urgent, KEYS[5], ARGV[6])
                    if KEYS[7] then
                      for i, item in ipairs(urgent) do redis.call('HSET', KEYS[7], ARGV[9] + i - 1, item) end
                      if #urgent > 0 then redis.call('SET', KEYS[8], ARGV[9] + #urgent, 'PX', 600000) end
                    end
                    track(urgent, KEYS[3], ARGV[6])
                    return {mark, seen, more, urgent, gone}
                    """,
            Object.class);

    /**
     * An open request is noted as withdrawn and keeps its ticket. The newest thousand are kept, for one window;
     * also by a Redis that is full.
     *
     * <p>KEYS: ticket, withdrawn. ARGV: tag, window in milliseconds. Returns the ticket's header, if there is one.
     */
    static final RedisScript<byte[]> WITHDRAW = RedisScript.of(
            WITHDRAWN
                    + """
                    local header = redis.call('GET', KEYS[1])
                    if not header then return nil end
                    redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', '(' .. string.format('%.0f', now - ARGV[2]))
                    redis.call('ZADD', KEYS[2], now, ARGV[1])
                    redis.call('ZREMRANGEBYRANK', KEYS[2], 0, -1001)
                    redis.call('PEXPIRE', KEYS[2], ARGV[2])
                    return header
                    """,
            byte[].class);

    /**
     * What is counted of a mailbox, in one moment. The index holds all open requests but those of Python peers that lie
     * in the queue still; of these the first thousand are looked for, and those behind them not counted. What a Python peer
     * has answered that served the mailbox for a while is in the index still: up to a thousand tags are looked after.
     *
     * <p>KEYS: status, queue, index, counters of answers and of questions. ARGV: beginning of all tickets. Returns how
     * many are queued, open (or -1 if there is no index), answered, asked; nothing for an unknown mailbox.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> STATS = RedisScript.of(
            Scripts.STATUS
                    + HEAD
                    + UNTRACKED
                    + PAGES
                    + """
                    if not status then return {} end
                    local answered = tonumber(redis.call('GET', KEYS[4]) or 0)
                    local asked = tonumber(redis.call('GET', KEYS[5]) or 0)
                    if ended then return {0, 0, answered, asked} end
                    if redis.call('SCARD', KEYS[3]) <= 1001 then
                      for _, tag in ipairs(redis.call('SMEMBERS', KEYS[3])) do
                        if tag ~= 'complete' and redis.call('EXISTS', ARGV[1] .. tag) == 0 then
                          redis.call('SREM', KEYS[3], tag)
                        end
                      end
                    end
                    local queued, open = redis.call('LLEN', KEYS[2]), redis.call('SCARD', KEYS[3]) - 1
                    while open >= 0 and looked < queued and not enough(1000) do
                      open = open + #untracked(page(looked, looked + size() - 1), KEYS[3], ARGV[1])
                    end
                    return {queued, open, answered, asked}
                    """,
            List.class);

    private QueueScripts() {}
}
