package academy.exchange.autoconfigure;

import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;

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
}
