package academy.exchange.benchmarks.compare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;

import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.redis.RedisExchange;
import academy.exchange.redis.RedisExchangeBuilder;

/** Where a figure is measured: the Redis, how large everything is, and what raw programs need. */
final class Bench implements AutoCloseable {

    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;
    private static final int QUICK_SHARE = 5;
    private static final int WARM_UPS = 2;
    private static final int MAILBOXES = 10_000;
    private static final int QUICK_MAILBOXES = 1_000;

    private final CompareOptions options;
    private final EmbeddedRedis redis;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> own;
    private final Consumer<String> remarks;
    private final Consumer<Curve> curves;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    Bench(CompareOptions options, EmbeddedRedis redis, Consumer<String> remarks, Consumer<Curve> curves) {
        this.options = options;
        this.redis = redis;
        this.remarks = remarks;
        this.curves = curves;
        this.client = RedisClient.create(RedisURI.create(redis.host(), redis.port()));
        this.own = client.connect(ByteArrayCodec.INSTANCE);
    }

    CompareOptions options() {
        return options;
    }

    EmbeddedRedis redis() {
        return redis;
    }

    RedisClient client() {
        return client;
    }

    Rounds rounds() {
        return new Rounds(Math.min(WARM_UPS, count()), count());
    }

    /** For what takes long, and is warm after one turn. */
    Rounds longRounds() {
        return new Rounds(1, count());
    }

    private int count() {
        return options.rounds().orElse(options.quick() ? QUICK_ROUNDS : ROUNDS);
    }

    /** So many, or a fifth for a glance. */
    int scaled(int full) {
        return options.quick() ? Math.max(1, full / QUICK_SHARE) : full;
    }

    /** How many mailboxes many are. */
    int mailboxes() {
        return options.mailboxes().orElse(options.quick() ? QUICK_MAILBOXES : MAILBOXES);
    }

    /** Empties Redis. */
    void flush() {
        own.sync().flushall();
    }

    /** The connection for everything beside the measuring. */
    StatefulRedisConnection<byte[], byte[]> redisConnection() {
        return own;
    }

    /** A connection for a raw program, closed with the bench. */
    StatefulRedisConnection<byte[], byte[]> connect() {
        return closing(client.connect(ByteArrayCodec.INSTANCE));
    }

    /** An exchange as an application has it, closed with the bench. */
    RedisExchange exchange() {
        return closing(newExchange());
    }

    /** An exchange that the caller closes. */
    RedisExchange newExchange() {
        return builder().build();
    }

    /** An exchange that finds agents by their index, closed with the bench. */
    RedisExchange indexedExchange() {
        return closing(builder().discovery(RedisExchange.Discovery.INDEX).build());
    }

    private RedisExchangeBuilder builder() {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port()));
        return RedisExchange.builder(factory, JsonMessageCodec.create());
    }

    /** Closes it with the bench, the last one first. */
    <T extends AutoCloseable> T closing(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Says something beside the lines. */
    void remark(String text) {
        remarks.accept(text);
    }

    /** Hands over something to draw. */
    void draw(Curve curve) {
        curves.accept(curve);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception late) {
                remark("Something could not be closed: " + late);
            }
        }
        own.close();
        client.shutdown();
    }
}
