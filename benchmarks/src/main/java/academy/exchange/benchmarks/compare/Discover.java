package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;

import academy.exchange.redis.RedisExchange;

/** How long it takes to find a hundred agents among very many, in a Redis that has many other keys. */
final class Discover implements Figure {

    private static final int KEYS = 1_000_000;
    private static final int AGENTS = 100_000;
    private static final int WANTED = 100;
    private static final int PAGE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private static final Line INDEX =
            Line.atMost("discover-100k-index", "ms", 3, "SSCAN of the hundred and MGET of their states");
    private static final Line SCAN =
            Line.atMost("discover-100k-scan", "ms", 1.3, "SCAN of all keys, 1,000 at a time, for those of agents");

    @Override
    public List<Line> lines() {
        return List.of(INDEX, SCAN);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        int agents = bench.scaled(AGENTS);
        KeySpace.fill(bench, bench.scaled(KEYS) - 2 * agents);
        KeySpace.register(bench, agents, WANTED);
        List<Pair> scans = bench.longRounds().compare(() -> find(exchange), () -> scan(bench));
        RedisExchange indexed = bench.indexedExchange();
        awaitIndex(bench, indexed);
        List<Pair> looks = bench.longRounds().compare(() -> find(indexed), () -> look(bench));
        return List.of(new Reading.Compared(INDEX, looks), new Reading.Compared(SCAN, scans));
    }

    /** The first look has the index made; as long as it is not there, each is one at all keys. */
    private static void awaitIndex(Bench bench, RedisExchange indexed) {
        double unused = find(indexed);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (bench.redisConnection().sync().exists(Traffic.bytes("exchange:indexed")) == 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("There is no index after " + PATIENCE.toSeconds() + " s");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private static double find(RedisExchange exchange) {
        Stopwatch watch = new Stopwatch();
        int found = exchange.discover(KeySpace.WANTED).size();
        double time = watch.seconds() * 1e3;
        if (found != WANTED) {
            throw new IllegalStateException(found + " agents were found instead of " + WANTED);
        }
        return time;
    }

    private static double scan(Bench bench) {
        RedisCommands<byte[], byte[]> redis = bench.redisConnection().sync();
        ScanArgs args = ScanArgs.Builder.limit(PAGE).match(Traffic.bytes("agent:*"));
        Stopwatch watch = new Stopwatch();
        KeyScanCursor<byte[]> cursor = redis.scan(ScanCursor.INITIAL, args);
        while (!cursor.isFinished()) {
            cursor = redis.scan(cursor, args);
        }
        return watch.seconds() * 1e3;
    }

    /** A set of the uids, as an index would be, and the states. */
    private static double look(Bench bench) {
        RedisCommands<byte[], byte[]> redis = bench.redisConnection().sync();
        byte[] set = Traffic.bytes("benchmark-index");
        for (int i = 0; i < WANTED; i++) {
            long unused = redis.sadd(set, Traffic.bytes("active:" + new UUID(0, i)));
        }
        Stopwatch watch = new Stopwatch();
        var found = redis.sscan(set, ScanArgs.Builder.limit(PAGE)).getValues();
        int states = redis.mget(found.toArray(new byte[0][])).size();
        double time = watch.seconds() * 1e3;
        if (states != WANTED) {
            throw new IllegalStateException("The set has " + states + " members");
        }
        return time;
    }
}
