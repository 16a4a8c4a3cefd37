package academy.exchange.autoconfigure;

import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;

import academy.exchange.embedded.EmbeddedRedis;

/** A Redis of a test's own, and what it knows of its clients. */
final class Server implements AutoCloseable {

    private final EmbeddedRedis redis;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    Server() {
        redis = EmbeddedRedis.start();
        client = RedisClient.create(redis.url());
        connection = client.connect();
    }

    int port() {
        return redis.port();
    }

    /** The properties that make this the exchange's own. */
    String[] asOwn() {
        return new String[] {"academy.exchange.redis.host=127.0.0.1", "academy.exchange.redis.port=" + port()};
    }

    /** The properties that make this the application's. */
    String[] asApplications() {
        return new String[] {"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + port()};
    }

    /** All keys there are. */
    List<String> keys() {
        return connection.sync().keys("*");
    }

    /** How many connections there are beside the one that asks. */
    long connections() {
        return connection.sync().clientList().lines().count() - 1;
    }

    @Override
    public void close() {
        client.shutdown();
        redis.close();
    }
}
