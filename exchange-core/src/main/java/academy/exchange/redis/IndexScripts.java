package academy.exchange.redis;

import org.springframework.data.redis.core.script.RedisScript;

/**
 * Scripts that keep the index of agents: for each type name the uids of the agents that have it anywhere in their list, and
 * for each uid the list that it stands under. It is a cache: whoever reads it looks at the agents' own keys as well. See
 * {@link Scripts}.
 */
final class IndexScripts {

    /**
     * An agent stands in the index under all its type names and no others; without any, not at all. Nothing is written if
     * that is so already, unless it is to be done anew. What the list is called with: agents, beginning of the keys of all
     * types, uid, type names or false. Follows a definition of {@code attempt}.
     */
    private static final String INDEX =
            """
            local function each(command, types, sets, uid)
              for name in types:gmatch('[^,]+') do attempt(command, sets .. name, uid) end
            end
            local function index(agents, sets, uid, types, anew)
              local before = attempt('HGET', agents, uid)
              if before == types and not anew then return end
              if type(before) == 'string' and before ~= types then each('SREM', before, sets, uid) end
              if types then
                each('SADD', types, sets, uid)
                attempt('HSET', agents, uid, types)
              else
                attempt('HDEL', agents, uid)
              end
            end
            """;

    /** For the scripts that register and terminate, which no trouble with the index may hinder. */
    static final String INDEX_IF_POSSIBLE = "local attempt = redis.pcall\n" + INDEX;

    /**
     * The index tells of these agents what their own keys tell: an active one with types stands in it. One that a set names
     * without reason, though the index knows nothing of it, leaves that set.
     *
     * <p>KEYS: agents. ARGV: beginnings of the keys of all types, of status and of types; name of the type whose set named
     * them, empty for none; whether to do it anew, 1 or 0; uids.
     */
    static final RedisScript<Long> REFRESH = RedisScript.of(
            "local attempt = redis.call\n"
                    + INDEX
                    + """
                    for i = 6, #ARGV do
                      local uid = ARGV[i]
                      local status, types = redis.pcall('GET', ARGV[2] .. uid), redis.pcall('GET', ARGV[3] .. uid)
                      local active = type(status) == 'string' and status ~= 'INACTIVE' and status ~= 'TERMINATED'
                      if not active or type(types) ~= 'string' then types = false end
                      index(KEYS[1], ARGV[1], uid, types, ARGV[5] == '1')
                      local named = ',' .. (types or '') .. ','
                      if ARGV[4] ~= '' and not named:find(',' .. ARGV[4] .. ',', 1, true) then
                        redis.call('SREM', ARGV[1] .. ARGV[4], uid)
                      end
                    end
                    return 1
                    """,
            Long.class);

    private IndexScripts() {}
}
