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
import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.HandleFactory;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;

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

    private final MessageCodec codec;
    private final RedisKeys keys;
    private final RedisConnections connections;
    private final Duration commandTimeout;
    private final Duration retryWindow;
    private final RedisCalls calls;
    private final RedisSender sender;
    private final RedisDirectory directory;
    private final RedisTickets tickets;
    private final RedisTermination termination;
    private final RedisClock clock;
    private final RedisHeartbeats heartbeats;
    private final RedisDeadLetters deadLetters;
    private final LeasedRequests leasedRequests = new LeasedRequests();
    private final Pacemaker pacemaker = new Pacemaker();
    private final OpenMailboxes mailboxes = new OpenMailboxes();
    private final DeadAgents deadAgents;
    private final LivingAgents livingAgents;
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
        this.sender = new RedisSender(calls, keys, codec, builder.sending(), leasedRequests, replicas);
        this.heartbeats = new RedisHeartbeats(calls, keys);
        this.directory = new RedisDirectory(calls, keys, builder.lifetimes.endedMailbox());
        this.tickets = new RedisTickets(calls, keys, codec, retryWindow);
        this.termination = new RedisTermination(directory, tickets, sender);
        this.clock = new RedisClock(InstantSource.system(), connections::time, System::nanoTime);
        clock.start(commandTimeout);
        this.deadLetters = new RedisDeadLetters(calls, keys, builder.deadLetterLimit, clock);
        this.deadAgents = new DeadAgents(calls, keys, codec, tickets);
        this.livingAgents = new LivingAgents(
                calls, keys, deadAgents::tellCallers, keys.tagged() ? Duration.ZERO : builder.unavailableAfter);
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
        termination.terminate(id);
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
        Mailbox mailbox = mailboxes.add(
                delivery.isAtLeastOnce()
                        ? new LeasedMailbox(this, id, keys, reader, retryWindow, delivery)
                        : new RedisMailbox(this, id, keys, reader, retryWindow));
        livingAgents.opened(id, pacemaker);
        return mailbox;
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
        deadAgents.close();
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

    RedisCalls calls() {
        return calls;
    }

    RedisSender sender() {
        return sender;
    }

    Pacemaker pacemaker() {
        return pacemaker;
    }

    LeasedRequests leasedRequests() {
        return leasedRequests;
    }

    void requireOpen(String operation) {
        calls.requireOpen(operation);
    }

    void forget(Mailbox mailbox) {
        if (mailboxes.remove(mailbox)) {
            livingAgents.closed(mailbox.mailboxId());
        }
    }

    /** Whether the agents served here may be taken for dead if they were held up for so long. */
    boolean mayCountAsDead(Duration heldUp) {
        return livingAgents.mayCountAsDead(heldUp);
    }

    /** Configures a {@link RedisExchange}. Not for use by several threads. */
    public static final class Builder {

        private final RedisConnectionFactory factory;
        private final MessageCodec codec;
        private String keyPrefix = "";
        private Duration operationTimeout = Duration.ofSeconds(10);
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration retryWindow = Duration.ofMinutes(1);
        private Duration replyRetention = Duration.ofMinutes(10);
        private int deadLetterLimit = 1000;
        private Duration unavailableAfter = Duration.ofSeconds(15);
        private int queueLimit;
        private RedisLifetimes lifetimes = RedisLifetimes.unlimited();
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
         * How long the answer to a request is kept that was taken at least once, so that one which is delivered again after
         * its answer is not worked on again; 10 minutes unless set. Redis keeps each of these answers for so long: at a
         * hundred a second of a kilobyte each, some 60 MB.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder replyRetention(Duration retention) {
            this.replyRetention = requirePositive("retention of replies", retention);
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
         * How long it takes at most until those who wait for an agent whose process has died learn that; 15 seconds
         * unless set. An agent counts as dead after two thirds of that time without any process that reads its mailbox,
         * and if it comes back before, it is served what is in its queue. Every request to it that somebody waits for,
         * begun or not, is answered then with an {@link academy.exchange.AgentUnavailableException} and is not begun
         * any more; the others wait in the queue. A stop of the process for longer than that counts as death, too.
         *
         * <p>Best the same for all exchanges on one Redis. Each says every sixth of this time which agents it serves,
         * a thousand in one command, and looks for dead ones with one command more. It begins with the first mailbox that
         * is read.
         *
         * @param time from one second to one day; zero to take no part: nobody is told of the death of agents that are
         *     served here alone, and this exchange tells of no other's
         * @throws IllegalArgumentException if it is out of that range
         */
        public Builder unavailableAfter(Duration time) {
            if (!time.isZero()
                    && (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0)) {
                throw new IllegalArgumentException(
                        "The time after which agents are unavailable must be zero or from one second to one day, not "
                                + time);
            }
            this.unavailableAfter = time;
            return this;
        }

        /**
         * How many messages may wait in a mailbox before a request to it is refused with {@link ExchangeFullException};
         * 0, which is so unless set, for any number. Responses always go through, and so does what was sent already. It
         * binds those who send by this exchange.
         *
         * @throws IllegalArgumentException if it is less than 0
         */
        public Builder queueLimit(int limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("The queue limit must be at least 0, not " + limit);
            }
            this.queueLimit = limit;
            return this;
        }

        /**
         * How long Redis knows of a mailbox that this exchange terminated: its status, last heartbeat and counters. Then
         * its id is as unknown as one that nobody registered, to Python peers, too. Zero, which is so unless set, for
         * ever. A mailbox that is registered anew meanwhile stays.
         *
         * @throws IllegalArgumentException if it is less than zero
         */
        public Builder endedMailboxLifetime(Duration lifetime) {
            this.lifetimes = lifetimes.withEndedMailbox(lifetime);
            return this;
        }

        /**
         * How long a request that this exchange sends counts as open if nobody answers; zero, which is so unless set, for
         * ever. An answer that comes later still arrives, but is not counted; the end of the mailbox does not answer it any
         * more, and it can no longer be withdrawn. Should be longer than anybody waits for an answer.
         *
         * @throws IllegalArgumentException if it is less than zero
         */
        public Builder requestLifetime(Duration lifetime) {
            this.lifetimes = lifetimes.withRequest(lifetime);
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
                throw RedisFailure.toConnect(RedisConnections.describe(factory), e);
            }
        }

        private SendOptions sending() {
            return new SendOptions(retryWindow, replyRetention, queueLimit, lifetimes.request());
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
