package academy.exchange.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ReconnectAttemptEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import reactor.core.Disposable;

import academy.exchange.ExchangeObserver;

/**
 * The exchange's own connections to the Redis that an application's connection factory leads to. They are its own
 * because of what must hold for all of them:
 *
 * <ul>
 *   <li>A command is never repeated behind our back. Lettuce repeats commands in flight after a reconnect unless it
 *       rejects commands while disconnected: a repeated push is a duplicate, a repeated blocking pop a lost message.
 *   <li>No pool: a pooled connection goes back with a blocking pop still pending on it, and the next message is lost.
 *   <li>Every command has an end well before the exchange's time limit for operations.
 * </ul>
 */
final class RedisConnections implements AutoCloseable {

    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private final ClientResources resources;
    private final RedisTarget target;
    private final LettuceConnectionFactory factory;
    private final RedisTemplate<String, byte[]> template;
    private final Topology topology;
    private final Duration commandTimeout;
    private final Disposable events;
    private volatile ExchangeObserver observer = ExchangeObserver.NONE;

    /** Why the last attempt to open a connection again failed, until one is open. */
    private volatile @Nullable Throwable obstacle;

    private RedisConnections(
            ClientResources resources,
            RedisTarget target,
            LettuceConnectionFactory factory,
            Topology topology,
            Duration commandTimeout) {
        this.resources = resources;
        this.target = target;
        this.factory = factory;
        this.topology = topology;
        this.commandTimeout = commandTimeout;
        this.events = resources.eventBus().get().subscribe(this::note);
        this.template = new RedisTemplate<>();
        template.setConnectionFactory(factory);
        template.setKeySerializer(RedisSerializer.string());
        template.setValueSerializer(RedisSerializer.byteArray());
        template.afterPropertiesSet();
    }

    /**
     * Connects.
     *
     * @param commandTimeout a command that has no reply by then has failed, its outcome unknown
     */
    static RedisConnections connect(RedisTarget target, Duration connectTimeout, Duration commandTimeout) {
        ClientResources resources = ClientResources.builder()
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(20), Duration.ofSeconds(1), 20, TimeUnit.MILLISECONDS))
                .build();
        ClientOptions options = options(target.how(), connectTimeout, commandTimeout);
        ClientOptions fitting = target.where() instanceof RedisClusterConfiguration cluster
                ? ServerCluster.options(options, cluster)
                : options;
        LettuceConnectionFactory own = target.factory(configuration(target.how(), resources, fitting, connectTimeout));
        try {
            own.afterPropertiesSet();
            own.start();
            Topology topology = heard(
                    () -> own.getRequiredNativeClient() instanceof RedisClusterClient client
                            ? new ServerCluster(client, options, connectTimeout)
                            : new OneServer(own, commandTimeout),
                    connectTimeout);
            return new RedisConnections(resources, target, own, topology, commandTimeout);
        } catch (RuntimeException e) {
            release(own, resources);
            throw e;
        }
    }

    /** Connects, and again where a server said no and Lettuce did not hear why: nobody can mend what is not told. */
    private static Topology heard(Supplier<Topology> first, Duration patience) {
        long start = System.nanoTime();
        while (true) {
            try {
                return first.get();
            } catch (RuntimeException e) {
                if (!RedisFailure.isUnheard(e) || System.nanoTime() - start >= patience.toNanos()) {
                    throw e;
                }
            }
        }
    }

    /** For commands that return at once. It reconnects by itself and rejects commands until it has. */
    RedisClusterAsyncCommands<String, byte[]> commands() {
        return topology.commands();
    }

    /** Who blocks, and how blocked ones are called back. */
    Topology topology() {
        return topology;
    }

    /** To be told of each failure of a command: some say that another server, or another connection, is needed. */
    void failed(Throwable failure) {
        topology.failed(failure);
        Throwable why = obstacle;
        if (why != null) {
            RedisFailure.explain(failure, why);
        }
    }

    /** Tells this one of each attempt to open a connection again that broke. */
    void tellReconnects(ExchangeObserver observer) {
        this.observer = observer;
    }

    private void note(Event event) {
        if (event instanceof ReconnectAttemptEvent) {
            observer.reconnecting();
        } else if (event instanceof ReconnectFailedEvent failed && !RedisFailure.isUnheard(failed.getCause())) {
            obstacle = failed.getCause();
        } else if (event instanceof ConnectionActivatedEvent) {
            obstacle = null;
        }
    }

    /** What these connections lead to. */
    RedisExchangeBuilder.Server server() {
        return new RedisExchangeBuilder.Server(
                target.toString(), target.login(), target.isCluster(), target.isMasterSought(), factory);
    }

    /** For everything that waits for its result anyway. */
    RedisTemplate<String, byte[]> template() {
        return template;
    }

    /** Asks Redis for the time, without waiting. */
    CompletionStage<Instant> time() {
        return commands().time().thenApply(RedisConnections::instant);
    }

    /** Waits for a sign of life of the server, or of any one server of a cluster. */
    String ping() {
        return LettuceFutures.awaitOrCancel(commands().ping(), commandTimeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Instant instant(List<byte[]> secondsAndMicros) {
        long seconds = Long.parseLong(new String(secondsAndMicros.get(0), StandardCharsets.US_ASCII));
        long micros = Long.parseLong(new String(secondsAndMicros.get(1), StandardCharsets.US_ASCII));
        return Instant.ofEpochSecond(seconds).plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void close() {
        events.dispose();
        topology.close();
        release(factory, resources);
    }

    @Override
    public String toString() {
        return target.toString();
    }

    private static void release(LettuceConnectionFactory factory, ClientResources resources) {
        factory.destroy();
        var unused = resources
                .shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN.toMillis());
    }

    private static LettuceClientConfiguration configuration(
            LettuceClientConfiguration source,
            ClientResources resources,
            ClientOptions options,
            Duration connectTimeout) {
        LettuceClientConfiguration.LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder()
                .clientResources(resources)
                .clientOptions(options)
                // This bounds the handshake of a new connection; what bounds a command stands in the options.
                .commandTimeout(connectTimeout)
                .shutdownQuietPeriod(Duration.ZERO)
                .shutdownTimeout(SHUTDOWN);
        source.getClientName().ifPresent(builder::clientName);
        builder.redisCredentialsProviderFactory(
                source.getRedisCredentialsProviderFactory().orElseGet(KnownLogins::new));
        if (source.isUseSsl()) {
            LettuceClientConfiguration.LettuceSslClientConfigurationBuilder ssl =
                    builder.useSsl().verifyPeer(source.getVerifyMode());
            if (source.isStartTls()) {
                ssl.startTls();
            }
        }
        return builder.build();
    }

    private static ClientOptions options(
            LettuceClientConfiguration source, Duration connectTimeout, Duration commandTimeout) {
        ClientOptions given = source.getClientOptions().orElseGet(ClientOptions::create);
        SocketOptions.KeepAliveOptions keepAlive = SocketOptions.KeepAliveOptions.builder()
                .enable()
                .idle(Duration.ofSeconds(5))
                .interval(Duration.ofSeconds(2))
                .count(3)
                .build();
        return given.mutate()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(given.getSocketOptions()
                        .mutate()
                        .connectTimeout(connectTimeout)
                        .keepAlive(keepAlive)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(commandTimeout))
                .build();
    }
}
