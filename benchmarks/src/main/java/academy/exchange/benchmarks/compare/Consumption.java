package academy.exchange.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.LMoveArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.DeliveryOptions;
import academy.exchange.Message;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.redis.RedisExchange;

/**
 * The ways to take what waits in one mailbox. The time runs from the first message that was handled to the last, so that how
 * long a side takes to begin does not matter.
 */
final class Consumption {

    /** How many messages are taken at a time, by ours and by the raw program. */
    static final int BATCH = 256;

    private static final int WINDOW = 1_000;
    private static final int PATIENCE_SECONDS = 120;

    private final Bench bench;
    private final RedisExchange exchange;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final JsonMapper mapper = JsonMapper.builder().build();

    Consumption(Bench bench) {
        this.bench = bench;
        this.exchange = bench.exchange();
        this.connection = bench.connect();
    }

    /** By a container that takes messages ahead. */
    double ours(int count, DeliveryOptions delivery) throws InterruptedException {
        Traffic traffic = fill(count);
        Progress progress = new Progress(count);
        MailboxContainer container = container(exchange, traffic, delivery, progress);
        container.start();
        try {
            return progress.rate();
        } finally {
            container.stop();
        }
    }

    static MailboxContainer container(
            RedisExchange exchange, Traffic traffic, DeliveryOptions delivery, Progress progress) {
        ContainerOptions options =
                ContainerOptions.defaults().withPrefetch(BATCH).withDelivery(delivery);
        return new MailboxContainer(
                "consumption",
                () -> exchange.getMailbox(traffic.agent(), options.readerDelivery()),
                (Message message) -> progress.step(),
                options);
    }

    /** By a raw program that waits for one message and then takes many. */
    double inBatches(int count) throws InterruptedException {
        byte[] queue = fill(count).queue();
        RedisCommands<byte[], byte[]> redis = connection.sync();
        Progress progress = new Progress(count);
        while (!progress.isOver()) {
            decode(redis.blpop(1, queue).getValue(), progress);
            for (byte[] message : redis.lpop(queue, BATCH)) {
                decode(message, progress);
            }
        }
        return progress.rate();
    }

    /** By a raw program that waits for each message. */
    double oneByOne(int count) throws InterruptedException {
        byte[] queue = fill(count).queue();
        RedisCommands<byte[], byte[]> redis = connection.sync();
        Progress progress = new Progress(count);
        while (!progress.isOver()) {
            decode(redis.blpop(1, queue).getValue(), progress);
        }
        return progress.rate();
    }

    /** By a raw program that keeps each message in a list of its own until it is handled. */
    double movedOneByOne(int count) throws InterruptedException {
        byte[] queue = fill(count).queue();
        byte[] held = Traffic.bytes("held");
        RedisCommands<byte[], byte[]> redis = connection.sync();
        Progress progress = new Progress(count);
        while (!progress.isOver()) {
            byte[] message = redis.blmove(queue, held, LMoveArgs.Builder.leftRight(), 1);
            decode(message, progress);
            long unused = redis.lrem(held, 1, message);
        }
        return progress.rate();
    }

    private void decode(byte[] message, Progress progress) {
        if (mapper.readTree(message).get("body") == null) {
            throw new IllegalStateException("This is no message");
        }
        progress.step();
    }

    /** Has so many messages wait for an agent. */
    private Traffic fill(int count) {
        bench.flush();
        Traffic traffic = Traffic.on(exchange);
        fill(bench, traffic, count);
        return traffic;
    }

    /** On a connection that is gone afterwards, and what it held with it. */
    static void fill(Bench bench, Traffic traffic, int count) {
        try (StatefulRedisConnection<byte[], byte[]> filling = bench.client().connect(ByteArrayCodec.INSTANCE)) {
            for (int start = 0; start < count; start += WINDOW) {
                List<byte[]> window = new ArrayList<>();
                for (int i = start; i < Math.min(count, start + WINDOW); i++) {
                    window.add(traffic.encoded(tag()));
                }
                long unused = filling.sync().rpush(traffic.queue(), window.toArray(new byte[0][]));
            }
        }
    }

    /**
     * By chance, as tags are. Lua keeps one copy of each text and tells texts apart by some thirty of their characters first: those
     * that are counted up agree in all of these, and each would be compared with hundreds of others.
     */
    private static UUID tag() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Counts what one thread, or one at a time, has handled. */
    static final class Progress {

        private final int count;
        private final CountDownLatch over = new CountDownLatch(1);
        private int handled;
        private long first;
        private long last;

        Progress(int count) {
            this.count = count;
        }

        void step() {
            if (handled == 0) {
                first = System.nanoTime();
            }
            if (++handled == count) {
                last = System.nanoTime();
                over.countDown();
            }
        }

        boolean isOver() {
            return over.getCount() == 0;
        }

        double rate() throws InterruptedException {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Only " + handled + " of " + count + " messages were handled");
            }
            return (count - 1) * 1e9 / (last - first);
        }
    }
}
