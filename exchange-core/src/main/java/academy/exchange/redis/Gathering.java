package academy.exchange.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.data.redis.core.script.RedisScript;

import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;

/**
 * Calls of scripts that go out together: one write and one read for many, and few threads that are called.
 *
 * <p>For any thread. Nothing blocks.
 */
final class Gathering {

    private final Topology topology;
    private final Queue<AsyncCommand<String, byte[], List<Object>>> gathered = new ConcurrentLinkedQueue<>();

    Gathering(Topology topology) {
        this.topology = topology;
    }

    /** A call of a script that Redis knows, to be {@linkplain #add added}; a reply that is a number is a list with that. */
    static AsyncCommand<String, byte[], List<Object>> call(RedisScript<?> script, String[] keys, byte[]... arguments) {
        CommandArgs<String, byte[]> call = new CommandArgs<>(RedisConnections.CODEC)
                .add(script.getSha1())
                .add(keys.length)
                .addKeys(keys)
                .addValues(arguments);
        return new AsyncCommand<>(
                new Command<>(CommandType.EVALSHA, new NestedMultiOutput<>(RedisConnections.CODEC), call));
    }

    /** Has this go out when somebody next calls {@link #send}. */
    void add(AsyncCommand<String, byte[], List<Object>> call) {
        gathered.add(call);
    }

    /** Sends what was added before, unless another thread is about to do so. */
    void send() {
        List<AsyncCommand<String, byte[], List<Object>>> commands = new ArrayList<>();
        try {
            for (var command = gathered.poll(); command != null; command = gathered.poll()) {
                commands.add(command);
            }
            if (!commands.isEmpty()) {
                topology.dispatch(commands);
            }
        } catch (RuntimeException | OutOfMemoryError failure) {
            // Or the others would wait until their time is over, one after the other.
            commands.forEach(command -> command.completeExceptionally(failure));
        }
    }
}
