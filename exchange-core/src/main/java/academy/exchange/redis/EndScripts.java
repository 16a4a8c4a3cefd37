package academy.exchange.redis;

import org.springframework.data.redis.core.script.RedisScript;

/** Scripts for the end of mailboxes: how they end, who is told, and what is left of them. See {@link Scripts}. */
final class EndScripts {

    /** Added to what a termination returns: there are requests to answer, by their tags among the ended. */
    static final long SOME_OPEN = 2;

    /** Added to what a termination returns: there are no others, but for what a Python peer may have tracked unseen. */
    static final long ALL_KNOWN = 4;

    /** Added to what a termination returns: the mailbox had ended already. */
    static final long AGAIN = 8;

    /**
     * A mailbox ends in one step: refused to senders, empty but for one sentinel, no longer discoverable; what readers
     * held of it is gone. An unknown one stays unknown. A full Redis allows it. The requests of Python peers that are among
     * the first thousand in the queue join the index, and with it the ended.
     *
     * <p>KEYS: status, queue, types, index, withdrawn, ended, readers, beginning of all readers' hashes, attempts, pausing,
     * requests whose senders are to be told, agents of the index by types unless that lies elsewhere. ARGV: sentinel;
     * beginning of all tickets; for an agent, unless that index lies elsewhere, what the keys of its types begin with, and the
     * uid. Returns 1 and what is added to it.
     */
    static final RedisScript<Long> TERMINATE = script(
            Scripts.STATUS
                    + IndexScripts.INDEX_IF_POSSIBLE
                    + QueueScripts.TRACK
                    + QueueScripts.PAGES
                    + Scripts.END
                    + """
            if not status then return -2 end
            local readers = redis.call('ZRANGE', KEYS[7], 0, -1)
            local outcome, queued = ended and 9 or 1, redis.pcall('LLEN', KEYS[2])
            redis.call('DEL', KEYS[3])
            redis.call('SET', KEYS[1], 'INACTIVE')
            if redis.call('SISMEMBER', KEYS[4], 'complete') == 1 then
              outcome = outcome + 4
              while type(queued) == 'number' and looked < queued and not enough(1000) do
                track(page(looked, looked + size() - 1), KEYS[4], ARGV[2])
              end
            end
            endIndex(KEYS[4], KEYS[6])
            if redis.call('EXISTS', KEYS[6]) == 1 then outcome = outcome + 2 end
            for _, reader in ipairs(readers) do redis.call('DEL', KEYS[8] .. reader) end
            redis.call('DEL', KEYS[2], KEYS[5], KEYS[7], KEYS[9], KEYS[10], KEYS[11])
            redis.call('RPUSH', KEYS[2], ARGV[1])
            if ARGV[3] then index(KEYS[12], ARGV[3], ARGV[4], false) end
            return outcome
            """);

    /**
     * The requests that were open when a mailbox ended are told so, each once, unless their ticket is gone or an answer was
     * decided on before. Like {@link Scripts#SEND_RESPONSE} for many at once, but what hinders one is no trouble of the others.
     * No markers are needed: whoever has no ticket is not told again, and whose tag is among the ended gets no other answer.
     * Tags that are not among the ended, in a mailbox that was opened anew meanwhile, may be of requests to the new one, and
     * stay. The first write is one that a full Redis allows.
     *
     * <p>KEYS: status, index, counter and ended of the ended one. ARGV: beginnings of all statuses, all queues, its tickets and
     * its kept replies; whether the tags are among the ended already, 1 or 0; then for each request uid of the asker, tag and
     * message. Returns how many could not be told.
     */
    static final RedisScript<Long> TELL_OF_THE_END = script(
            Scripts.STATUS
                    + """
            local failed, told, seen = 0, 0, {}
            local function state(asker)
              local state, waiting = redis.pcall('GET', ARGV[1] .. asker), redis.pcall('LLEN', ARGV[2] .. asker)
              if type(state) == 'table' or type(waiting) == 'table' then return 'failed' end
              return state and state ~= 'INACTIVE' and state ~= 'TERMINATED' and 'active' or 'gone'
            end
            if status and not ended and ARGV[5] == '0' then return 0 end
            redis.call('PEXPIRE', KEYS[4], 86400000)
            for i = 6, #ARGV, 3 do
              local asker, tag = ARGV[i], ARGV[i + 1]
              seen[asker] = seen[asker] or state(asker)
              if seen[asker] == 'failed' then
                failed = failed + 1
              elseif seen[asker] == 'gone' or redis.call('EXISTS', ARGV[4] .. tag) == 0 then
                if redis.call('DEL', ARGV[3] .. tag) == 1 and seen[asker] == 'active' then
                  told = told + 1
                  if ARGV[5] == '0' then redis.call('SADD', KEYS[4], tag) end
                  redis.call('RPUSH', ARGV[2] .. asker, ARGV[i + 2])
                end
                if not ended then redis.call('SREM', KEYS[2], tag) end
              end
            end
            redis.call('PEXPIRE', KEYS[4], 86400000)
            if not ended and told > 0 then redis.call('INCRBY', KEYS[3], told) end
            return failed
            """);

    /**
     * What is left of a mailbox that ended goes by itself, all in one moment: from then on the id is unknown. A mailbox
     * that began anew meanwhile keeps everything.
     *
     * <p>KEYS: status, and everything else that is left. ARGV: how long it stays, in milliseconds.
     */
    static final RedisScript<Long> LET_GO = script(
            Scripts.STATUS
                    + """
            if not ended then return 0 end
            for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
            return 1
            """);

    private EndScripts() {}

    private static RedisScript<Long> script(String text) {
        return RedisScript.of(text, Long.class);
    }
}
