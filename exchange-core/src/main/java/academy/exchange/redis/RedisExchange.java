package academy.exchange.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.DeliveryUnknownException;
import academy.exchange.EntityId;
import academy.exchange.EntityNames;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.HandleFactory;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Response;

/**
 * An exchange whose mailboxes lie in Redis, on the keys and in the format of the Python package, so that both can share
 * one server. Needs Redis 6.2 or newer, or Valkey.
 *
 * <p>It holds one connection for commands and one for each mailbox that is being read, all its own: the connection
 * factory it is built from only says where Redis is and how to log in, and stays the caller's.
 *
 * <p>Sending, registering and terminating are one Lua script each. A command whose reply was lost is never repeated by
 * the driver but by this class, which recognises what was done already.
 */
public final class RedisExchange implements Exchange {

    private static final Logger log = LoggerFactory.getLogger(RedisExchange.class);

    private final MessageCodec codec;
    private final RedisKeys keys;
    private final RedisConnections connections;
    private final Duration commandTimeout;
    private final Duration retryWindow;
    private final RedisCalls calls;
    private final RedisSender sender;
    private final RedisDirectory directory;
    private final RedisTickets tickets;
    private final RedisClock clock;
    private final RedisHeartbeats heartbeats;
    private final RedisDeadLetters deadLetters;
    private final Pacemaker pacemaker = new Pacemaker();
    private final OpenMailboxes mailboxes = new OpenMailboxes();
    private final HandleFactory handles;
    private final AtomicBoolean closing = new AtomicBoolean();

    private RedisExchange(Builder builder, RedisConnections connections) {
        this.codec = builder.codec;
        this.keys = builder.keys();
        this.connections = connections;
        this.commandTimeout = builder.commandTimeout();
        this.retryWindow = builder.retryWindow;
        this.calls = new RedisCalls(connections, builder.operationTimeout);
        ReplicaWait replicas = new ReplicaWait(connections.topology(), keys, builder.replicas);
        this.sender = new RedisSender(calls, keys, codec, retryWindow, replicas);
        this.heartbeats = new RedisHeartbeats(calls, keys);
        this.directory = new RedisDirectory(calls, keys);
        this.tickets = new RedisTickets(calls, keys, codec, retryWindow);
        this.clock = new RedisClock(InstantSource.system(), connections::time, System::nanoTime);
        clock.start(commandTimeout);
        this.deadLetters = new RedisDeadLetters(calls, keys, builder.deadLetterLimit, InstantSource.system());
        this.handles = HandleFactory.lazily(() -> builder.handles.apply(this));
    }

    /**
     * Starts the configuration of an exchange.
     *
     * @param factory leads to the Redis to use; of the driver Lettuce, to a standalone server, through Sentinel,
     *     or to a cluster. It need not be started, is not changed and not closed
     * @param codec writes and reads the messages
     */
    public static Builder builder(RedisConnectionFactory factory, MessageCodec codec) {
        return new Builder(factory, codec);
    }

    @Override
    public AgentId registerAgent(AgentRegistration registration) {
        return directory.register(registration);
    }

    @Override
    public ClientId registerClient(ClientId client) {
        return directory.register(client);
    }

    @Override
    public void terminate(EntityId id) {
        if (directory.terminate(id)) {
            List<CompletableFuture<@Nullable Void>> answers =
                    tickets.open(id).stream().map(this::answerTerminated).toList();
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                    .join();
        }
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses) {
        EntityNames.require("The type name", typeName);
        return directory.discover(typeName, includeSubclasses);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge) {
        Builder.requirePositive("heartbeat's age", maxHeartbeatAge);
        return heartbeats.living(discover(typeName, includeSubclasses), maxHeartbeatAge);
    }

    @Override
    public Mailbox getMailbox(EntityId id, DeliveryOptions delivery) {
        if (status(id) == MailboxStatus.MISSING) {
            throw new BadEntityIdException(id);
        }
        BlockingReader reader = new BlockingReader(connections.topology(), commandTimeout);
        return mailboxes.add(new RedisMailbox(this, id, keys, reader, retryWindow));
    }

    @Override
    public void send(Message message) {
        RedisSender.await(sendAsync(message));
    }

    @Override
    public void sendAll(Collection<Message> messages) {
        requireOpen("send " + messages.size() + " messages");
        sender.sendAll(messages);
    }

    @Override
    public CompletableFuture<@Nullable Void> sendAsync(Message message) {
        return sender.send(message);
    }

    @Override
    public Optional<Header> withdraw(EntityId dest, UUID tag) {
        return tickets.withdraw(dest, tag);
    }

    /** Finds the answer in one command, but for a mailbox that a Python peer registered: there it reads many keys. */
    @Override
    public MailboxStats stats(EntityId id) {
        return tickets.stats(id);
    }

    @Override
    public MailboxStatus status(EntityId id) {
        return directory.status(id);
    }

    @Override
    public Optional<Duration> heartbeatAge(EntityId id) {
        return heartbeats.age(id);
    }

    @Override
    public AgentHandle getHandle(EntityId id) {
        if (id instanceof AgentId agent) {
            return handles.getHandle(agent);
        }
        throw new IllegalArgumentException(
                id + " answers no requests; a handle needs the id of an agent, as registerAgent or discover gives it");
    }

    @Override
    public MessageCodec codec() {
        return codec;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Duration ping() {
        long start = System.nanoTime();
        calls.readOnce("answer a ping", template -> connections.ping());
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        // From the outermost inwards: what asks, what reads, what both stand on.
        handles.close();
        mailboxes.closeAll();
        pacemaker.close();
        calls.close();
        connections.close();
    }

    @Override
    public String toString() {
        return "RedisExchange[" + connections + "]";
    }

    RedisHeartbeats heartbeats() {
        return heartbeats;
    }

    RedisTickets tickets() {
        return tickets;
    }

    RedisDeadLetters deadLetters() {
        return deadLetters;
    }

    void requireOpen(String operation) {
        calls.requireOpen(operation);
    }

    void forget(RedisMailbox mailbox) {
        mailboxes.remove(mailbox);
    }

    private CompletableFuture<@Nullable Void> answerTerminated(Header request) {
        Response error = new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, request.dest());
        return sendAsync(new Message(request.reply(), error)).exceptionally(failure -> {
            log.debug("{} could not be told that {} was terminated", request.src(), request.dest(), failure);
            return null;
        });
    }

    /** Configures a {@link RedisExchange}. Not for use by several threads. */
    public static final class Builder {

        private final RedisConnectionFactory factory;
        private final MessageCodec codec;
        private String keyPrefix = "";
        private Duration operationTimeout = Duration.ofSeconds(10);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration retryWindow = Duration.ofMinutes(1);
        private int deadLetterLimit = 1000;
        private ReplicaTerms replicas = ReplicaTerms.NONE;
        private Function<Exchange, HandleFactory> handles = HandleFactory::of;

        private Builder(RedisConnectionFactory factory, MessageCodec codec) {
            this.factory = factory;
            this.codec = codec;
        }

        /**
         * What stands before every key. Empty unless set; Python peers see an exchange without prefix only.
         *
         * @throws IllegalArgumentException by {@link #build()} if it contains one of {@code * ? [ ] \}, or for a cluster a
         *     brace
         */
        public Builder keyPrefix(String prefix) {
            this.keyPrefix = prefix;
            return this;
        }

        /**
         * How long an operation may be tried again before it fails; 10 seconds unless set. A single command may take
         * half of it.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder operationTimeout(Duration timeout) {
            this.operationTimeout = requirePositive("operation timeout", timeout);
            return this;
        }

        /**
         * How long a connection may take to open; 5 seconds unless set.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = requirePositive("connect timeout", timeout);
            return this;
        }

        /**
         * How long a message that is sent again is recognised; 1 minute unless set. Redis keeps some 200 bytes for each
         * message sent within it.
         *
         * @throws IllegalArgumentException if it is not positive, or by {@link #build()} if it is shorter than the
         *     operation timeout
         */
        public Builder retryWindow(Duration window) {
            this.retryWindow = requirePositive("retry window", window);
            return this;
        }

        /**
         * How many dead letters a mailbox keeps; 1,000 unless set. Older ones give way to newer ones.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder deadLetterLimit(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException("The dead letter limit must be at least 1, not " + limit);
            }
            this.deadLetterLimit = limit;
            return this;
        }

        /**
         * A send succeeds only when so many replicas have the message, too; none unless set. Otherwise it ends with {@link
         * DeliveryUnknownException}, while the message may be handled all the same. This makes it less likely that a
         * failover loses an acknowledged message, and does not exclude it. Messages on their way at the same time wait
         * together. Not for a cluster.
         *
         * @param timeout how long to wait for the replicas; other sends may be held up for as long
         * @throws IllegalArgumentException if the number is negative or the timeout not positive, or by {@link #build()} if
         *     the timeout is longer than a quarter of the operation timeout or the factory leads to a cluster
         */
        public Builder waitForReplicas(int number, Duration timeout) {
            this.replicas = new ReplicaTerms(number, timeout);
            return this;
        }

        /** What makes this exchange's handles; {@link HandleFactory#of} unless set. */
        public Builder handles(Function<Exchange, HandleFactory> factory) {
            this.handles = factory;
            return this;
        }

        /**
         * Connects to Redis and asks it for a sign of life. Waits up to the connect timeout and half the operation
         * timeout.
         *
         * @throws ExchangeUnavailableException if Redis cannot be reached
         * @throws ExchangeRefusedException if Redis refuses the login
         * @throws IllegalArgumentException if the factory is not of the driver Lettuce or leads to a fixed list of replicas,
         *     or a setting contradicts another
         */
        public RedisExchange build() {
            if (retryWindow.compareTo(operationTimeout) < 0) {
                throw new IllegalArgumentException(
                        "The retry window (" + retryWindow + ") is shorter than the operation" + " timeout ("
                                + operationTimeout + "); a late retry would arrive twice");
            }
            replicas.require(operationTimeout, keys().tagged());
            try {
                RedisConnections connections = RedisConnections.connect(factory, connectTimeout, commandTimeout());
                return new RedisExchange(this, connections);
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException e) {
                String text =
                        "Could not connect to " + RedisConnections.describe(factory) + ": " + RedisFailure.reason(e);
                throw RedisFailure.of(e) == RedisFailure.REFUSED
                        ? new ExchangeRefusedException(text, e)
                        : new ExchangeUnavailableException(text, e);
            }
        }

        private RedisKeys keys() {
            return new RedisKeys(keyPrefix, RedisConnections.leadToCluster(factory));
        }

        private Duration commandTimeout() {
            return operationTimeout.dividedBy(2);
        }

        private static Duration requirePositive(String what, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("The " + what + " must be more than zero, not " + value);
            }
            return value;
        }
    }
}
