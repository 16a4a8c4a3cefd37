package academy.exchange.benchmarks.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/** Keys of others, and very many agents, of which some are of the type that is looked for. */
final class KeySpace {

    static final String WANTED = "benchmark.Wanted";

    private static final String OTHER = "benchmark.Other";
    private static final int BATCH = 1_000;

    private KeySpace() {}

    /** So many keys that are none of ours. */
    static void fill(Bench bench, int count) {
        StatefulRedisConnection<byte[], byte[]> connection = bench.redisConnection();
        String unused = connection
                .sync()
                .dispatch(
                        CommandType.DEBUG,
                        new StatusOutput<>(connection.getCodec()),
                        new CommandArgs<>(connection.getCodec())
                                .add("POPULATE")
                                .add(count)
                                .add("filler"));
    }

    /** So many agents, which take two keys each; those that are wanted lie anywhere among them. */
    static void register(Bench bench, int agents, int wanted) {
        try (StatefulRedisConnection<String, String> connection = bench.client().connect(StringCodec.UTF8)) {
            for (int start = 0; start < agents; start += BATCH) {
                Map<String, String> keys = new HashMap<>();
                for (int i = start; i < Math.min(agents, start + BATCH); i++) {
                    UUID uid = UUID.randomUUID();
                    keys.put("active:" + uid, "ACTIVE");
                    keys.put("agent:" + uid, types(i % (agents / wanted) == 0 ? WANTED : OTHER));
                }
                String unused = connection.sync().mset(keys);
            }
        }
    }

    private static String types(String type) {
        return String.join(",", List.of(type, "benchmark.Base", "academy.agent.Agent"));
    }
}
