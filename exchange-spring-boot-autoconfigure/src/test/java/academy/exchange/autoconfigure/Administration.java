package academy.exchange.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;

import academy.exchange.embedded.EmbeddedRedis;

/** The view of somebody who may do everything on a server. */
final class Administration implements AutoCloseable {

    private final RedisClient client;
    private final RedisCommands<String, String> commands;

    Administration(EmbeddedRedis redis) {
        client = RedisClient.create(redis.url());
        commands = client.connect().sync();
    }

    RedisCommands<String, String> commands() {
        return commands;
    }

    /** Runs a command as somebody would type it. */
    String run(String line) {
        String[] words = line.split(" ");
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        List.of(words).stream().skip(1).forEach(arguments::add);
        return commands.dispatch(new Named(words[0]), new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    void push(String key, byte[] content) {
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            connection.sync().rpush(key.getBytes(StandardCharsets.UTF_8), content);
        }
    }

    String clients() {
        return commands.clientList();
    }

    List<String> keys() {
        return commands.keys("*");
    }

    @Override
    public void close() {
        client.shutdown();
    }

    private record Named(String word) implements ProtocolKeyword {

        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }
}
