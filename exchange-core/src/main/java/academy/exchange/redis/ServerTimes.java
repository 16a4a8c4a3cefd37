package academy.exchange.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;

import static academy.exchange.redis.RedisCalls.utf8;

/**
 * What time it is by the clock that a key's value was written by, each server asked once. The servers of a cluster have
 * clocks of their own.
 */
final class ServerTimes {

    private static final String ONLY = "";

    private final RedisTemplate<String, byte[]> template;
    private final Map<String, Long> times = new HashMap<>();

    ServerTimes(RedisTemplate<String, byte[]> template) {
        this.template = template;
    }

    /** The time of the server that holds this key, in microseconds, or what it was at the first question. */
    long micros(String key) {
        return Objects.requireNonNull(template.execute((RedisCallback<Long>) new Place(key)::micros));
    }

    /** Where a key lies. */
    private final class Place {

        private final String key;

        private Place(String key) {
            this.key = key;
        }

        private Long micros(RedisConnection connection) {
            if (connection instanceof RedisClusterConnection cluster) {
                RedisClusterNode node = cluster.clusterGetNodeForKey(utf8(key));
                return times.computeIfAbsent(
                        String.valueOf(node.getId()),
                        each -> required(cluster.serverCommands().time(node, TimeUnit.MICROSECONDS)));
            }
            return times.computeIfAbsent(
                    ONLY, only -> required(connection.serverCommands().time(TimeUnit.MICROSECONDS)));
        }
    }

    private static Long required(@Nullable Long time) {
        return Objects.requireNonNull(time, "TIME answers with the time outside a transaction");
    }
}
