package academy.exchange.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;

/**
 * Finds out about a server by asking and by trying. What is tried leaves nothing: nearly all of it happens within one script,
 * on a key of its own that holds a text, so that what would change a list, a set or a hash is refused by its type, after the
 * rights have been looked at.
 */
final class ServerProbe {

    private static final Logger log = LoggerFactory.getLogger(ServerProbe.class);

    /** Before version 7 a script is not told which of its commands or keys was refused in the words of later ones. */
    private static final Pattern REFUSED_COMMAND =
            Pattern.compile("NOPERM .*(?:run|execute) (?:the|this)|can't run this command|no permissions to run");

    private static final Pattern REFUSED_KEY =
            Pattern.compile("NOPERM .*(?:access|key)|can't access at least one of the keys|permissions to access");

    private static final Pattern UNKNOWN_COMMAND = Pattern.compile("(?i)unknown (?:redis )?command");

    private static final Pattern REFUSED_WRITE =
            Pattern.compile("(?:^|[\\s:(-])(?:READONLY|MISCONF|OOM|NOREPLICAS)\\s");

    private static final Pattern ELSEWHERE = Pattern.compile("^(?:MOVED|CROSSSLOT|CLUSTERDOWN)\\s");

    private static final String TRY =
            """
            local found = {}
            local function try(name, ...)
              local reply = redis.pcall(name, ...)
              if type(reply) == 'table' and reply.err then
                found[#found + 1] = name .. ' ' .. reply.err
                return false
              end
              return true
            end
            local key = KEYS[1]
            if not try('SET', key, '1', 'PX', '1000') then return found end
            for _, name in ipairs({'GET', 'EXISTS', 'HGETALL', 'HLEN', 'LLEN', 'LPOP', 'PTTL', 'SCARD', 'SMEMBERS', 'SPOP',
                'SRANDMEMBER', 'ZCARD', 'HRANDFIELD', 'MGET', 'INCR', 'PERSIST'}) do try(name, key) end
            for _, name in ipairs({'HDEL', 'HEXISTS', 'HGET', 'HMGET', 'HSCAN', 'SSCAN', 'INCRBY', 'LINDEX', 'LPUSH', 'RPUSH', 'SADD', 'SISMEMBER', 'SMISMEMBER', 'SREM',
                'ZREM', 'ZSCORE'}) do try(name, key, '1') end
            for _, name in ipairs({'LRANGE', 'LREM', 'LTRIM', 'HSET', 'HINCRBY', 'ZADD', 'ZCOUNT', 'ZRANGE', 'ZRANGEBYSCORE',
                'ZREMRANGEBYRANK', 'ZREMRANGEBYSCORE'}) do try(name, key, '1', '1') end
            try('PEXPIRE', key, '1000')
            try('RENAME', key, key)
            try('SUNIONSTORE', key, key)
            try('TIME')
            try('PING')
            for _, other in ipairs(ARGV) do try('EXISTS', other) end
            try('SCAN', '0', 'COUNT', '1')
            try('DEL', key)
            redis.pcall('SET', key, '1', 'PX', '1000')
            return found
            """;

    private final RedisConnection connection;
    private final byte[] key;
    private final List<String> samples;
    private final List<String> unknown = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private boolean partOfCluster;
    private Optional<String> refusedKey = Optional.empty();
    private Optional<String> refusedWrite = Optional.empty();

    private ServerProbe(RedisConnection connection, String keyPrefix) {
        this.connection = connection;
        this.key = bytes(keyPrefix + "exchange:probe:" + UUID.randomUUID());
        this.samples = LeastRights.samples(keyPrefix);
    }

    static ServerFacts facts(RedisConnection connection, String keyPrefix) {
        ServerProbe probe = new ServerProbe(connection, keyPrefix);
        List<String> versions = probe.versions();
        List<String> policies = probe.evictionPolicies();
        probe.tryInScript();
        if (!(connection instanceof RedisClusterConnection)) {
            probe.tryDirectly();
            probe.partOfCluster |= probe.isSetUpForACluster();
        }
        return new ServerFacts(
                versions,
                policies,
                List.copyOf(probe.unknown),
                List.copyOf(probe.missing),
                probe.partOfCluster,
                probe.refusedKey,
                probe.refusedWrite);
    }

    private List<String> versions() {
        return values("redis_version", () -> connection.serverCommands().info("server"));
    }

    private List<String> evictionPolicies() {
        List<String> configured =
                values("maxmemory-policy", () -> connection.serverCommands().getConfig("maxmemory-policy"));
        return configured.isEmpty()
                ? values("maxmemory_policy", () -> connection.serverCommands().info("memory"))
                : configured;
    }

    /** Of a cluster, each server's value stands behind the server's name. */
    private static List<String> values(String name, Supplier<@Nullable Properties> question) {
        try {
            Properties answer = Optional.ofNullable(question.get()).orElseGet(Properties::new);
            return answer.stringPropertyNames().stream()
                    .filter(key -> key.equals(name) || key.endsWith("." + name))
                    .map(answer::getProperty)
                    .map(String::strip)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (RuntimeException refused) {
            log.debug("The server does not tell its {}", name, refused);
            return List.of();
        }
    }

    private void tryInScript() {
        for (byte[] line : evaluated()) {
            String text = new String(line, StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            refused(text.substring(0, space), text.substring(space + 1));
        }
    }

    private List<byte[]> evaluated() {
        try {
            List<byte[]> found = connection.scriptingCommands().eval(bytes(TRY), ReturnType.MULTI, 1, keys());
            return Optional.ofNullable(found).orElseGet(List::of);
        } catch (RuntimeException refused) {
            refused("EVAL", reason(refused));
            return List.of();
        }
    }

    /** On a cluster keys of different kinds lie on different servers, and a script sees those of one. */
    private byte[][] keys() {
        Stream<byte[]> others = connection instanceof RedisClusterConnection
                ? Stream.empty()
                : samples.stream().map(ServerProbe::bytes);
        return Stream.concat(Stream.of(key), others).toArray(byte[][]::new);
    }

    private boolean isSetUpForACluster() {
        return values("cluster_enabled", () -> connection.serverCommands().info("cluster"))
                .contains("1");
    }

    /**
     * What scripts must not call, on the key that still holds a text, so that nothing blocks. If it is gone already, it does
     * so for a moment; Redis 6.2 takes a millisecond for no limit at all, hence ten.
     */
    private void tryDirectly() {
        attempt("BLPOP", key, bytes("0.01"));
        attempt("BLMOVE", key, key, bytes("LEFT"), bytes("LEFT"), bytes("0.01"));
        attempt("EVALSHA", bytes("0".repeat(40)), bytes("0"));
        attempt("DEL", key);
    }

    private void attempt(String command, byte[]... arguments) {
        try {
            connection.execute(command, arguments);
        } catch (RuntimeException refused) {
            refused(command, reason(refused));
        }
    }

    private void refused(String command, String reason) {
        if (REFUSED_COMMAND.matcher(reason).find()) {
            add(missing, command);
        } else if (UNKNOWN_COMMAND.matcher(reason).find()) {
            add(unknown, command);
        } else if (REFUSED_KEY.matcher(reason).find()) {
            refusedKey = Optional.of(reason);
        } else if (ELSEWHERE.matcher(reason).find()) {
            partOfCluster = true;
        } else if (REFUSED_WRITE.matcher(reason).find()) {
            refusedWrite = Optional.of(reason);
        }
    }

    private static void add(List<String> commands, String command) {
        String name = command.toLowerCase(Locale.ROOT);
        if (!commands.contains(name)) {
            commands.add(name);
        }
    }

    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
