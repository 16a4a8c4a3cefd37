package academy.exchange.redis;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * What {@link Scripts} does in one step where the keys of two mailboxes lie on one server, in steps that each touch one
 * mailbox. After any of them the others may be done by anybody who gives the same answer, or another one, again.
 */
final class ClusterScripts {

    /** One more. KEYS: counter. */
    static final RedisScript<Long> COUNT = script("return redis.call('INCR', KEYS[1])");

    /**
     * The first step of an answer, at the responder's: of all that want to answer an open request, the first decides what
     * it is answered with, also for those that come after it before the answer is completed. Who may not answer is told by
     * the rules of {@link Scripts#SEND_RESPONSE}. What nobody completes is forgotten after a day.
     *
     * <p>KEYS: status, ticket, reply, ended, hash of the reader. ARGV: message, tag, what the answer says, number of the
     * request in the hash or empty, how long the reply is kept in milliseconds or 0, whether it is a kept reply, 1 or 0.
     * Returns an empty text if this is the answer; the answer that was decided on before, if it is another one; or a digit,
     * what {@link Scripts#SEND_RESPONSE} would return without having sent anything.
     */
    static final RedisScript<byte[]> CLAIM = RedisScript.of(
            Scripts.STATUS
                    + """
                    local kept = redis.call('GET', KEYS[3])
                    if kept == ARGV[1] then return '' end
                    if kept == '' then return '0' end
                    if ARGV[4] ~= '' and redis.call('HEXISTS', KEYS[5], ARGV[4]) == 0 then return '3' end
                    local open = redis.call('EXISTS', KEYS[2]) == 1
                    if kept then return (open or ARGV[6] == '1') and kept or '0' end
                    if ended and ARGV[3] ~= 'terminated' then return '2' end
                    if not open and (ended or ARGV[3] == 'unavailable' or redis.call('SISMEMBER', KEYS[4], ARGV[2]) == 1) then
                      return '2'
                    end
                    if open or ARGV[5] ~= '0' then
                      redis.call('PEXPIRE', KEYS[3], 86400000)
                      redis.call('SET', KEYS[3], ARGV[1], 'PX', 86400000)
                    end
                    return ''
                    """,
            byte[].class);

    /**
     * The second step, at the asker's: the answer arrives once, also when Redis is full.
     *
     * <p>KEYS: status, queue, marker. ARGV: message, lifetime of the marker in milliseconds.
     */
    static final RedisScript<Long> PUSH = script(
            Scripts.STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            redis.call('LLEN', KEYS[2])
            redis.call('PEXPIRE', KEYS[3], ARGV[2])
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * The last step, at the responder's: a request that was answered, or whose asker is gone, is no longer open, and counts
     * once if its agent answered it. If somebody else told that the agent is unavailable, it is not begun any more. The answer
     * of a request that may be delivered again is kept for a while.
     *
     * <p>KEYS: status, queue, ticket, reply, index, counter, withdrawn, ended. ARGV: tag, what the answer says, what the second
     * step returned, how long the reply is kept in milliseconds or 0, whether only that there was one is kept, 1 or 0.
     */
    static final RedisScript<Long> COMPLETE = script(
            Scripts.STATUS
                    + Scripts.TAKE_OUT
                    + """
            local answered = tonumber(ARGV[3]) >= 0
            if redis.call('DEL', KEYS[3]) == 1 then
              redis.call('SREM', KEYS[5], ARGV[1])
              if ARGV[2] == 'unavailable' then
                if redis.call('SCARD', KEYS[8]) >= 100000 then redis.call('SPOP', KEYS[8]) end
                redis.call('SADD', KEYS[8], ARGV[1])
                redis.call('PEXPIRE', KEYS[8], 86400000)
              elseif answered and not ended then
                redis.call('INCR', KEYS[6])
              end
              if ARGV[4] == '0' then redis.call('DEL', KEYS[4]) end
            end
            if ARGV[5] == '1' then
              redis.call('SET', KEYS[4], '', 'PX', ARGV[4])
            elseif ARGV[4] ~= '0' then
              redis.call('PEXPIRE', KEYS[4], ARGV[4])
            end
            if answered and ARGV[2] == 'cancelled' and redis.call('ZSCORE', KEYS[7], ARGV[1]) then
              takeOut(KEYS[2], ARGV[1])
            end
            return 1
            """);

    private ClusterScripts() {}

    private static RedisScript<Long> script(String text) {
        return RedisScript.of(text, Long.class);
    }
}
