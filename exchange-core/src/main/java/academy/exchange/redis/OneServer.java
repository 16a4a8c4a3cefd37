package academy.exchange.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.UnblockType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.RedisCommand;

/**
 * One server at a time: a standalone one, or whichever the Sentinels call the master. Each new connection asks them anew;
 * one that stays open after its server was demoted or fell silent would not, and is replaced.
 */
final class OneServer implements Topology {

    private static final Logger log = LoggerFactory.getLogger(OneServer.class);

    /** Many commands fail at once; one new connection serves them all. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofMillis(500);

    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final RedisURI ANY = new RedisURI();

    private final LettuceConnectionFactory factory;
    private final Duration commandTimeout;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile long renewed = System.nanoTime() - BETWEEN_RENEWALS.toNanos();
    private volatile StatefulRedisConnection<String, byte[]> current;
    private volatile Runnable replaced = () -> {};
    private volatile boolean closed;

    OneServer(LettuceConnectionFactory factory, Duration commandTimeout) {
        this.factory = factory;
        this.commandTimeout = commandTimeout;
        this.current = openForCommands();
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> commands() {
        return current.async();
    }

    @Override
    public void dispatch(List<? extends RedisCommand<String, byte[], ?>> commands) {
        var unused = current.dispatch(commands);
    }

    @Override
    public Line open(String key) {
        return new Line(open(), ANY);
    }

    @Override
    public void unblock(Line line, long clientId) {
        var unused = current.async().clientUnblock(clientId, UnblockType.TIMEOUT);
    }

    @Override
    public void failed(Throwable failure) {
        boolean due = System.nanoTime() - renewed >= BETWEEN_RENEWALS.toNanos();
        if (RedisFailure.wantsNewConnection(failure) && due && renewing.compareAndSet(false, true)) {
            // It may wait for a server that hangs, which none of the callers' threads should.
            Thread renewal = new Thread(this::replace, "exchange-redis-renewal");
            renewal.setDaemon(true);
            renewal.start();
        }
    }

    @Override
    public boolean isOneServer() {
        return true;
    }

    @Override
    public void whenReplaced(Runnable action) {
        replaced = action;
    }

    @Override
    public long changes() {
        return changes.get();
    }

    /** The write and the wait must meet the same server; whoever compares {@link #changes} sees whether they did. */
    @Override
    public CompletableFuture<Long> replicas(String key, int enough, Duration timeout) {
        RedisAsyncCommands<String, byte[]> commands = current.async();
        var written = commands.set(key, new byte[0], SetArgs.Builder.px(KEPT));
        var have = commands.waitForReplication(enough, timeout.toMillis());
        return written.toCompletableFuture().thenCombine(have, (done, replicas) -> replicas);
    }

    @Override
    public void close() {
        closed = true;
        current.close();
    }

    private StatefulRedisConnection<String, byte[]> open() {
        return client().connect(RedisConnections.CODEC);
    }

    private StatefulRedisConnection<String, byte[]> openForCommands() {
        StatefulRedisConnection<String, byte[]> connection = open();
        connection.addListener(new RedisConnectionStateAdapter() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                changes.incrementAndGet();
            }
        });
        return connection;
    }

    private RedisClient client() {
        return (RedisClient) factory.getRequiredNativeClient();
    }

    private void replace() {
        try {
            StatefulRedisConnection<String, byte[]> old = current;
            current = openForCommands();
            changes.incrementAndGet();
            factory.resetConnection();
            closeWhenIdle(old);
            replaced.run();
            if (closed) {
                current.close();
            }
        } catch (RuntimeException e) {
            log.debug("There is no new connection to Redis yet", e);
        } finally {
            renewed = System.nanoTime();
            renewing.set(false);
        }
    }

    /** What is on its way has its reply, or is given up, by then. */
    private void closeWhenIdle(StatefulRedisConnection<String, byte[]> old) {
        CompletableFuture.delayedExecutor(commandTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .execute(old::close);
    }
}
