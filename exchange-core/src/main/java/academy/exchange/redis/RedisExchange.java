package academy.exchange.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.EntityNames;
import academy.exchange.Exchange;
import academy.exchange.ExchangeObserver;
import academy.exchange.HandleFactory;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Upkeep;

/**
 * An exchange whose mailboxes lie in Redis, on the keys and in the format of the Python package, so that both can share
 * one server. Needs Redis 6.2 or newer, or Valkey.
 *
 * <p>Its connections are all its own: the connection factory it is built from only says where Redis is and how to log in,
 * and stays the caller's. There are two for commands and one for each mailbox that somebody waits at. Of those that containers
 * serve only the first few have one each, see {@link RedisExchangeBuilder#dedicatedReaders}; all others together have one, on
 * which Redis tells of messages, if the server speaks RESP3 and lets the login use {@code CLIENT TRACKING}, and is no
 * cluster. Otherwise these have one each, too.
 *
 * <p>Sending, registering and terminating are one Lua script each. A command whose reply was lost is never repeated by
 * the driver but by this class, which recognises what was done already.
 */
public final class RedisExchange implements Exchange {

    /** How agents are found. Either way an agent is found by what it registered, and only as long as it is active. */
    public enum Discovery {
        /**
         * Among all keys of Redis, so that none is missed, whoever registered it: a look at a million keys takes about a
         * second of Redis' time, in steps of a millisecond.
         */
        SCAN,
        /**
         * In an index by type that each exchange of this library keeps, whatever its setting, so that only agents of the
         * wanted type are looked at. Agents that Python peers register are in it within about a minute: one exchange of
         * those with this setting looks through all keys that often, as slowly as can be, and puts them there. Where nobody
         * did so for a while, as at the first time, discovery is as with {@link #SCAN} and has the index made.
         */
        INDEX
    }

    private final MessageCodec codec;
    private final RedisKeys keys;
    private final RedisConnections connections;
    private final Duration commandTimeout;
    private final Duration retryWindow;
    private final RedisCalls calls;
    private final ReplicaWait replicas;
    private final RedisSender sender;
    private final RedisDirectory directory;
    private final RedisDiscovery discovery;
    private final RedisTickets tickets;
    private final RedisTermination termination;
    private final TicketSweep sweep;
    private final RedisClock clock;
    private final RedisHeartbeats heartbeats;
    private final RedisDeadLetters deadLetters;
    private final RedisUpkeep upkeep;
    private final LeasedRequests leasedRequests = new LeasedRequests();
    private final Pacemaker pacemaker = new Pacemaker("academy-exchange-pacemaker");
    private final QueueWatch watch;
    private final Semaphore dedicated;
    private final Semaphore dedicatedToAnswers;
    private final OpenMailboxes mailboxes = new OpenMailboxes();
    private final DeadAgents deadAgents;
    private final LivingAgents livingAgents;
    private final ExchangeObserver observer;
    private final ObservedSender observedSender;
    private final HandleFactory handles;
    private final AtomicBoolean closing = new AtomicBoolean();

    RedisExchange(RedisSettings settings, RedisConnections connections) {
        this.codec = settings.codec();
        this.keys = settings.keys();
        this.connections = connections;
        this.commandTimeout = settings.commandTimeout();
        this.retryWindow = settings.retryWindow();
        this.calls = new RedisCalls(connections, settings.operationTimeout());
        this.replicas = new ReplicaWait(connections.topology(), keys, settings.replicas());
        this.sender = new RedisSender(calls, keys, codec, settings.sending(), leasedRequests, replicas);
        this.heartbeats = new RedisHeartbeats(calls, keys);
        AgentIndex index = new AgentIndex(calls, keys);
        this.directory =
                new RedisDirectory(calls, keys, index, settings.lifetimes().endedMailbox());
        this.discovery = new RedisDiscovery(
                calls,
                keys,
                index,
                settings.indexEvery().map(interval -> new IndexKeeper(calls, keys, index, pacemaker, interval)));
        this.tickets = new RedisTickets(calls, keys, codec, retryWindow);
        EndAnswers answers = new EndAnswers(calls, keys, codec, tickets, sender, replicas);
        this.sweep = new TicketSweep(calls, keys, answers, settings.operationTimeout());
        this.termination = new RedisTermination(calls, keys, directory, answers, sweep);
        this.clock = new RedisClock(InstantSource.system(), connections::time, System::nanoTime);
        clock.start(commandTimeout);
        this.deadLetters = new RedisDeadLetters(calls, keys, settings.deadLetterLimit(), clock);
        this.upkeep = new RedisUpkeep(calls, keys, codec, directory, deadLetters);
        this.deadAgents = new DeadAgents(calls, keys, codec, tickets, sender);
        this.livingAgents = new LivingAgents(calls, keys, deadAgents::tellCallers, settings.unavailableAfter());
        this.watch = new QueueWatch(
                connections.topology(), pacemaker, keys.everyQueue() + new UUID(0, 0), settings.operationTimeout());
        this.dedicated = new Semaphore(settings.dedicatedReaders());
        this.dedicatedToAnswers = new Semaphore(Math.min(settings.dedicatedReaders(), 1));
        this.observer = settings.observer();
        this.observedSender = new ObservedSender(sender, observer);
        connections.tellReconnects(observer);
        this.handles = HandleFactory.lazily(() -> settings.handles().apply(this));
    }

    /**
     * Starts the configuration of an exchange.
     *
     * @param factory leads to the Redis to use; of the driver Lettuce, to a standalone server, to the master among
     *     servers of a list, through Sentinel, or to a cluster. It need not be started, is not changed and not closed
     * @param codec writes and reads the messages
     * @throws IllegalArgumentException if the factory is of another driver, or leads to something else
     */
    public static RedisExchangeBuilder builder(RedisConnectionFactory factory, MessageCodec codec) {
        return new RedisExchangeBuilder(factory, codec);
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
        return discovery.discover(typeName, includeSubclasses);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge) {
        RedisExchangeBuilder.requirePositive("heartbeat's age", maxHeartbeatAge);
        return heartbeats.living(discover(typeName, includeSubclasses), maxHeartbeatAge);
    }

    @Override
    public Mailbox getMailbox(EntityId id, DeliveryOptions delivery) {
        if (status(id) == MailboxStatus.MISSING) {
            throw new BadEntityIdException(id);
        }
        MailboxReader reader = new MailboxReader(calls, connections.topology(), commandTimeout);
        Semaphore places = id instanceof AgentId ? dedicated : dedicatedToAnswers;
        Readiness readiness = new Readiness(watch, pacemaker, places, reader);
        Mailbox mailbox = mailboxes.add(
                delivery.isAtLeastOnce()
                        ? new LeasedMailbox(this, id, keys, reader, readiness, retryWindow, delivery)
                        : new RedisMailbox(this, id, keys, reader, readiness, retryWindow, delivery));
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
        observedSender.sendAll(messages);
    }

    @Override
    public CompletableFuture<@Nullable Void> sendAsync(Message message) {
        return observedSender.send(message);
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
    public Optional<Upkeep> upkeep() {
        return Optional.of(upkeep);
    }

    @Override
    public ExchangeObserver observer() {
        return observer;
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
        watch.close();
        pacemaker.close();
        deadAgents.close();
        sweep.close();
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

    ReplicaWait replicas() {
        return replicas;
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
}
