package academy.exchange.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a login must be allowed on the server so that an exchange works with it, and nothing else. */
final class LeastRights {

    /** What the exchange's scripts call. */
    static final List<String> IN_SCRIPTS = List.of(
            "del",
            "exists",
            "get",
            "hdel",
            "hexists",
            "hget",
            "hgetall",
            "hincrby",
            "hlen",
            "hrandfield",
            "hset",
            "incr",
            "incrby",
            "lindex",
            "llen",
            "lpop",
            "lpush",
            "lrange",
            "lrem",
            "ltrim",
            "persist",
            "pexpire",
            "pttl",
            "rename",
            "rpush",
            "sadd",
            "scard",
            "set",
            "sismember",
            "smembers",
            "smismember",
            "spop",
            "srandmember",
            "srem",
            "sunionstore",
            "time",
            "zadd",
            "zcard",
            "zcount",
            "zrange",
            "zrangebyscore",
            "zrem",
            "zremrangebyrank",
            "zremrangebyscore",
            "zscore");

    /** What it calls itself, beside these. */
    static final List<String> DIRECT =
            List.of("blmove", "blpop", "eval", "evalsha", "hmget", "hscan", "mget", "ping", "scan", "sscan");

    /** What it calls where it is asked to, or does better with. */
    static final List<String> OPTIONAL =
            List.of("client|id", "client|setname", "client|tracking", "client|unblock", "select", "wait");

    /** What lets it look at the server when the application starts. */
    static final List<String> TO_LOOK = List.of("config|get", "info");

    /** What the driver asks of a cluster: its map, and to be served by a server that has just taken a slot over. */
    static final List<String> ON_CLUSTER = List.of("asking", "cluster", "readonly");

    private static final List<String> KEYS =
            List.of("active", "agent", "completions", "exchange", "heartbeat", "outgoing", "queue", "request");

    private LeastRights() {}

    /** The command that makes such a login for one server. */
    static String rule(String user, String keyPrefix) {
        return rule(user, keyPrefix, false);
    }

    /** The command that makes such a login. */
    static String rule(String user, String keyPrefix, boolean cluster) {
        Stream<String> all =
                cluster ? Stream.concat(commands(), ON_CLUSTER.stream()).sorted() : commands();
        return "ACL SETUSER " + user + " reset on >PASSWORD " + keys(keyPrefix) + " "
                + all.map(command -> "+" + command).collect(Collectors.joining(" "));
    }

    /** The command that adds to a login what it lacks. */
    static String addition(String user, List<String> commands) {
        return "ACL SETUSER " + user + " "
                + commands.stream()
                        .map(command -> "+" + command.toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" "));
    }

    /** All of them, by name. */
    static Stream<String> commands() {
        return Stream.of(IN_SCRIPTS, DIRECT, OPTIONAL, TO_LOOK)
                .flatMap(List::stream)
                .sorted();
    }

    static String keys(String prefix) {
        return KEYS.stream().map(key -> "~" + prefix + key + ":*").collect(Collectors.joining(" "));
    }

    /** One key of each kind, which stands for all. */
    static List<String> samples(String prefix) {
        return KEYS.stream().map(key -> prefix + key + ":probe").toList();
    }
}
