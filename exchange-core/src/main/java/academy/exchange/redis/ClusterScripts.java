package academy.exchange.redis;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * What {@link Scripts} does in one step where the keys of two mailboxes lie on one server, in steps that each touch one
 * mailbox. After any of them the others may be done by anybody who gives the same answer, or another one, again.
 */
final class ClusterScripts {

    /**
     * A request arrives once, tracked, in an active mailbox; see {@link Scripts#SEND_REQUEST}. The source counts it itself.
     *
     * <p>KEYS: status and queue of the destination, marker, ticket, index of the destination. ARGV: message, lifetime of
     * the marker in milliseconds, tag, header.
     */
    static final RedisScript<Long> SEND_REQUEST = script(
            Scripts.STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('SET', KEYS[4], ARGV[4])
            if redis.call('EXISTS', KEYS[5]) == 1 then redis.call('SADD', KEYS[5], ARGV[3]) end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /** One more. KEYS: counter. */
    static final RedisScript<Long> COUNT = script("return redis.call('INCR', KEYS[1])");

    /**
     * The first step of an answer, at the responder's: of all that want to answer an open request, the first decides what
     * it is answered with, also for those that come after it before the answer is completed. Who may not answer is told by
     * the rules of {@link Scripts#SEND_RESPONSE}. What nobody completes is forgotten after a day.
     *
     * <p>KEYS: status, ticket, reply, ended. ARGV: message, tag, what the answer says. Returns the answer that was decided
     * on before, if it is another one; nothing at all if the termination answers; otherwise an empty text.
     */
    static final RedisScript<byte[]> CLAIM = RedisScript.of(
            Scripts.STATUS
                    + """
                    local kept = redis.call('GET', KEYS[3])
                    if kept then return kept == ARGV[1] and '' or kept end
                    if ended and ARGV[3] ~= 'terminated' then return nil end
                    if redis.call('EXISTS', KEYS[2]) == 1 then
                      redis.call('SET', KEYS[3], ARGV[1], 'PX', 86400000)
                    elseif ended or redis.call('SISMEMBER', KEYS[4], ARGV[2]) == 1 then
                      return nil
                    end
                    return ''
                    """,
            byte[].class);

    /**
     * The second step, at the asker's: the answer arrives once.
     *
     * <p>KEYS: status, queue, marker. ARGV: message, lifetime of the marker in milliseconds.
     */
    static final RedisScript<Long> PUSH = script(
            Scripts.STATUS
                    + """
            if not status then return -2 end
            if ended then return -1 end
            if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[2]) then return 0 end
            redis.call('RPUSH', KEYS[2], ARGV[1])
            return 1
            """);

    /**
     * The last step, at the responder's: a request that was answered, or whose asker is gone, is no longer open, and counts
     * once if it was answered.
     *
     * <p>KEYS: status, queue, ticket, reply, index, counter, withdrawn. ARGV: tag, what the answer says, what the second
     * step returned.
     */
    static final RedisScript<Long> COMPLETE = script(
            Scripts.STATUS
                    + Scripts.TAKE_OUT
                    + """
            redis.call('DEL', KEYS[4])
            local answered = tonumber(ARGV[3]) >= 0
            if redis.call('DEL', KEYS[3]) == 1 then
              redis.call('SREM', KEYS[5], ARGV[1])
              if answered and not ended then redis.call('INCR', KEYS[6]) end
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
