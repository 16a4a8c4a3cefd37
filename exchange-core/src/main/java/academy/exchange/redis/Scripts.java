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
    private static final String STATUS =
            """
            local status = redis.call('GET', KEYS[1])
            local ended = status == 'INACTIVE' or status == 'TERMINATED'
            """;

    /**
     * A request arrives once, tracked, in an active mailbox.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket, counter of the source. ARGV: message, lifetime of
     * the marker in milliseconds, header.
     */
    static final RedisScript<Long> SEND_REQUEST = script(
            STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('SET', KEYS[4], ARGV[3])
            redis.call('INCR', KEYS[5])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * A request is answered at most once: whoever takes its ticket answers. Without a ticket the request was never
     * tracked and the answer goes out all the same, unless the responder's own mailbox has ended, for then the
     * termination has answered. A ticket whose asker is gone is of no use to anyone and is taken as well.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket, counter and status of the source. ARGV: message,
     * lifetime of the marker in milliseconds.
     */
    static final RedisScript<Long> SEND_RESPONSE = script(
            STATUS
                    + """
            if not status or ended then
              redis.call('DEL', KEYS[4])
              return status and -1 or -2
            end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            if redis.call('DEL', KEYS[4]) == 1 then
              redis.call('INCR', KEYS[5])
            else
              local own = redis.call('GET', KEYS[6])
              if own == 'INACTIVE' or own == 'TERMINATED' then return 2 end
            end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * An agent is active and discoverable in the same instant. A mailbox that had ended starts anew, empty.
     *
     * <p>KEYS: status, queue, types. ARGV: types.
     */
    static final RedisScript<Long> REGISTER_AGENT = script(
            STATUS
                    + """
            if ended then redis.call('DEL', KEYS[2]) end
            redis.call('SET', KEYS[1], 'ACTIVE')
            redis.call('SET', KEYS[3], ARGV[1])
            return 1
            """);

    /**
     * A client is active. A mailbox that had ended starts anew, empty.
     *
     * <p>KEYS: status, queue.
     */
    static final RedisScript<Long> REGISTER_CLIENT = script(
            STATUS
                    + """
            if ended then redis.call('DEL', KEYS[2]) end
            redis.call('SET', KEYS[1], 'ACTIVE')
            return 1
            """);

    /**
     * A mailbox ends in one step: refused to senders, empty but for one sentinel, no longer discoverable. An unknown one
     * stays unknown.
     *
     * <p>KEYS: status, queue, types. ARGV: sentinel.
     */
    static final RedisScript<Long> TERMINATE = script(
            STATUS
                    + """
            if not status then return -2 end
            redis.call('SET', KEYS[1], 'INACTIVE')
            redis.call('DEL', KEYS[2], KEYS[3])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * Takes messages from an active mailbox only, so that the sentinel stays for the other readers.
     *
     * <p>KEYS: status, queue. ARGV: how many at most. Returns a list, or a number that says why there is none.
     */
    static final RedisScript<Object> TAKE = RedisScript.of(
            STATUS
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    return redis.call('LPOP', KEYS[2], ARGV[1]) or {}
                    """,
            Object.class);

    /** The beginning of an item that its header, with the kind of message, stands in. */
    private static final String HEAD =
            """
            local function head(item) return item:sub(1, 1024) end
            """;

    /**
     * Looks at a queue in pages, each as large as all before it, up to 32 items; one at a time when they are large. After
     * 500 items or a mebibyte it is enough for one call, so that nobody else waits for long.
     */
    private static final String PAGES =
            """
            local looked, bytes = 0, 0
            local function page(first, last)
              local items = redis.call('LRANGE', KEYS[2], first, last)
              looked = looked + #items
              for _, item in ipairs(items) do bytes = bytes + #item end
              return items
            end
            local function size() return bytes < 65536 and math.min(looked + 1, 32) or 1 end
            local function enough() return looked >= 500 or bytes >= 1048576 end
            """;

    /**
     * Whether an item is urgent, by its bytes. Quotes inside of strings are escaped, so that no argument looks like this.
     * A response says so in its header; control requests are short.
     */
    private static final String WANTED =
            """
            local function wanted(item)
              if ARGV[4] == '1' and head(item):find('"kind":"response"', 1, true) then return true end
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
     * <p>KEYS: status, queue, withdrawn. ARGV: beginning of the newest item seen, empty for none; how many lay before the
     * unseen ones; whether control requests and whether responses are wanted, 1 or 0; window of the withdrawn in
     * milliseconds. Returns the first two anew, 1 if there are more to see, the items, the withdrawn tags; or a number
     * that says why there are none.
     */
    static final RedisScript<Object> SIFT = RedisScript.of(
            STATUS
                    + HEAD
                    + PAGES
                    + WANTED
                    + WITHDRAWN
                    + """
                    if not status then return -2 end
                    if ended then return -1 end
                    local mark, gone = ARGV[1], withdrawn(KEYS[3], ARGV[5])
                    local length = redis.call('LLEN', KEYS[2])
                    local seen, met = math.min(ARGV[2], length), 0
                    while seen > 0 and met == 0 do
                      if enough() then return {mark, seen, 1, {}, gone} end
                      local first = math.max(seen - size(), 0)
                      local items = page(first, seen - 1)
                      met = #items
                      while met > 0 and head(items[met]) ~= mark do met = met - 1 end
                      seen = first + met
                    end
                    if seen == 0 then mark = '' end
                    local urgent = {}
                    looked, bytes = 0, 0
                    while seen < length and #urgent < 50 and not enough() do
                      local items = page(seen, seen + size() - 1)
                      for _, item in ipairs(items) do
                        if wanted(item) then urgent[#urgent + 1] = item else mark = head(item) end
                      end
                      seen = seen + #items
                    end
                    local more, count = seen < length and 1 or 0, seen < length / 2 and 1 or -1
                    for _, item in ipairs(urgent) do redis.call('LREM', KEYS[2], count, item) end
                    return {mark, seen - #urgent, more, urgent, gone}
                    """,
            Object.class);

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
