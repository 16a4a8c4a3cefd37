package academy.exchange.redis;

import java.util.List;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * Scripts that know which agents are served, and whose callers wait in vain. All times are those of Redis, in
 * milliseconds: no host's clock enters. See {@link Scripts}.
 */
final class LivingScripts {

    static final long TOLD = 1;

    private static final String NOW =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local function at(moment) return string.format('%.0f', moment) end
            """;

    /**
     * An agent that is served has a lease. What has been dead for a day is forgotten; that comes first, since Redis then
     * lets the leases be written even when its memory is full, and nobody seems dead for that reason.
     *
     * <p>KEYS: living. ARGV: length of the lease, uids.
     */
    static final RedisScript<Long> RENEW = script(
            NOW
                    + """
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at(now - 86400000))
            local leases, ends = {}, at(now + ARGV[1])
            for i = 2, #ARGV do
              leases[#leases + 1] = ends
              leases[#leases + 1] = ARGV[i]
            end
            redis.call('ZADD', KEYS[1], 'GT', unpack(leases))
            return #ARGV - 1
            """);

    /**
     * A reader that is closed leaves a lease that is shorter by the time between two renewals: whoever gives a sign of
     * life for the agent from now on is somebody else, see {@link #SILENT}. The longer lease of another stays.
     *
     * <p>KEYS: living. ARGV: length of the lease, that of the last one, uid.
     */
    static final RedisScript<Long> RELEASE = script(
            NOW
                    + """
            local ends = redis.call('ZSCORE', KEYS[1], ARGV[3])
            if not ends or tonumber(ends) > now + ARGV[1] then return 0 end
            redis.call('ZREM', KEYS[1], ARGV[3])
            redis.call('ZADD', KEYS[1], at(now + ARGV[2]), ARGV[3])
            return 1
            """);

    /** What somebody else keeps under such a key counts for something, and must not hide other agents. */
    private static final String COUNT =
            """
            local function count(command, key)
              local items = redis.pcall(command, key)
              return type(items) == 'number' and items or 1
            end
            """;

    /**
     * The agents whose lease has ended and whose mailbox holds anything. Two small reads for each that holds nothing. An
     * agent leaves the living when its mailbox ended or bears no index, as those that Python peers registered; and when
     * somebody without a lease, such as a Python agent that took over, noted a heartbeat after the last process that had
     * one can have done so.
     *
     * <p>KEYS: living. ARGV: how many to pass over, how many to look at; how long after the last renewal at the earliest
     * a heartbeat is somebody else's, told as time before the end of the lease; beginnings of the keys of index, queue,
     * status and heartbeat. Returns the time, how many to pass over next or -1, and for each uid, end of the lease, open
     * requests in the index, queued messages.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> SILENT = RedisScript.of(
            NOW
                    + COUNT
                    + """
                    local function served(uid, ends)
                      local beat = tonumber(redis.call('GET', ARGV[7] .. uid) or 0) or 0
                      return beat * 1000 > ends - ARGV[3]
                    end
                    local function gone(uid, ends)
                      local status = redis.call('GET', ARGV[6] .. uid)
                      return not status or status == 'INACTIVE' or status == 'TERMINATED' or served(uid, ends)
                    end
                    local found = redis.call(
                      'ZRANGEBYSCORE', KEYS[1], '-inf', at(now), 'WITHSCORES', 'LIMIT', ARGV[1], ARGV[2])
                    local silent, left = {}, 0
                    for i = 1, #found, 2 do
                      local uid, ends = found[i], tonumber(found[i + 1])
                      local open, queued = count('SCARD', ARGV[4] .. uid), count('LLEN', ARGV[5] .. uid)
                      local any = open > 1 or queued > 0
                      if open == 0 or any and gone(uid, ends) then
                        redis.call('ZREM', KEYS[1], uid)
                        left = left + 1
                      elseif any then
                        for _, told in ipairs({uid, ends, open - 1, queued}) do silent[#silent + 1] = told end
                      end
                    end
                    local more = #found == ARGV[2] * 2
                    return {now, more and ARGV[1] + #found / 2 - left or -1, unpack(silent)}
                    """,
            List.class);

    /**
     * For a cluster, where the mailboxes lie elsewhere: the agents whose lease has ended.
     *
     * <p>KEYS: living. ARGV: how many to pass over, how many to look at. Returns the time, and uid and end of the lease of
     * each.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> ENDED = RedisScript.of(
            NOW
                    + """
                    local reply = {now}
                    local found = redis.call(
                      'ZRANGEBYSCORE', KEYS[1], '-inf', at(now), 'WITHSCORES', 'LIMIT', ARGV[1], ARGV[2])
                    for i = 1, #found, 2 do
                      reply[#reply + 1], reply[#reply + 2] = found[i], tonumber(found[i + 1])
                    end
                    return reply
                    """,
            List.class);

    /**
     * For a cluster: what the mailbox of an agent without lease holds. No Python agent can have taken it over.
     *
     * <p>KEYS: status, queue, index. Returns how many open requests are in the index and how many messages wait; -1 if the
     * agent is to leave the living, see {@link #SILENT}.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> HOLDS = RedisScript.of(
            Scripts.STATUS
                    + COUNT
                    + """
                    local open, queued = count('SCARD', KEYS[3]), count('LLEN', KEYS[2])
                    if open == 0 or ended or not status then return {-1} end
                    return {open - 1, queued}
                    """,
            List.class);

    /**
     * For a cluster: an agent leaves the living if its lease is the same still. KEYS: living. ARGV: uid, end of the lease.
     */
    static final RedisScript<Long> STRIKE = script(
            """
            if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 0) ~= tonumber(ARGV[2]) then return 0 end
            return redis.call('ZREM', KEYS[1], ARGV[1])
            """);

    /** For a cluster: 1 if the lease of an agent has ended. KEYS: living. ARGV: uid. */
    static final RedisScript<Long> IS_SILENT = script(
            NOW
                    + """
            local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
            return lease and tonumber(lease) <= now and 1 or 0
            """);

    /**
     * The tickets of the requests in a queue that somebody waits for: those bear a label. Some hundred items a call.
     *
     * <p>KEYS: none, queue. ARGV: beginning of all tickets, how many items to pass over. Returns how many to pass over
     * next, 1 if there are more, and the headers.
     */
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    static final RedisScript<List> AWAITED = RedisScript.of(
            QueueScripts.HEAD
                    + QueueScripts.TAG
                    + QueueScripts.PAGES
                    + """
                    local headers, seen, length = {}, tonumber(ARGV[2]), redis.call('LLEN', KEYS[2])
                    while seen < length and not enough(500) do
                      local items = page(seen, seen + size() - 1)
                      for _, item in ipairs(items) do
                        local tag = head(item):find('"label":"', 1, true) and tagOf(item)
                        local header = tag and redis.call('GET', ARGV[1] .. tag)
                        if header then headers[#headers + 1] = header end
                      end
                      seen = seen + #items
                    end
                    return {seen, seen < length and 1 or 0, unpack(headers)}
                    """,
            List.class);

    /**
     * A request to an agent without lease is answered for it, and from then on not begun: in one step, so that an agent
     * that comes back either finds its lease ended and the request answered, or serves it. The ticket decides between
     * those who would answer. Taking it comes first of the writes, so that a full memory hinders none.
     *
     * <p>KEYS: status and queue of the asker, ticket; index, status and ended of the agent; living. ARGV: message, tag,
     * uid of the agent. Returns 1 if this call has answered.
     */
    static final RedisScript<Long> TELL = script(
            Scripts.STATUS
                    + NOW
                    + """
            if not status or ended then return 0 end
            local lease, own = redis.call('ZSCORE', KEYS[7], ARGV[3]), redis.call('GET', KEYS[5])
            if not lease or tonumber(lease) > now then return 0 end
            if not own or own == 'INACTIVE' or own == 'TERMINATED' then return 0 end
            if redis.call('DEL', KEYS[3]) == 0 then return 0 end
            redis.call('SREM', KEYS[4], ARGV[2])
            if redis.call('SCARD', KEYS[6]) >= 100000 then redis.call('SPOP', KEYS[6]) end
            redis.call('SADD', KEYS[6], ARGV[2])
            redis.call('PEXPIRE', KEYS[6], 86400000)
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    private LivingScripts() {}

    private static RedisScript<Long> script(String text) {
        return RedisScript.of(text, Long.class);
    }
}
