package academy.exchange.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import academy.exchange.DeliveryUnknownException;
import academy.exchange.Exchange;
import academy.exchange.ExchangeFullException;
import academy.exchange.ExchangeObserver;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.HandleFactory;
import academy.exchange.MessageCodec;

/** Configures a {@link RedisExchange}. Not for use by several threads. */
public final class RedisExchangeBuilder {

    private final RedisTarget target;
    private final MessageCodec codec;
    private String keyPrefix = "";
    private Duration operationTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration retryWindow = Duration.ofMinutes(1);
    private Duration replyRetention = Duration.ofMinutes(10);
    private int deadLetterLimit = 1000;
    private Duration unavailableAfter = Duration.ofSeconds(15);
    private int queueLimit;
    private int dedicatedReaders = 4;
    private RedisLifetimes lifetimes = RedisLifetimes.unlimited();
    private ReplicaTerms replicas = ReplicaTerms.NONE;
    private RedisExchange.Discovery discovery = RedisExchange.Discovery.SCAN;
    private Duration indexEvery = Duration.ofMinutes(1);
    private Function<Exchange, HandleFactory> handles = HandleFactory::of;
    private ExchangeObserver observer = ExchangeObserver.NONE;
    private Consumer<Server> onConnect = connected -> {};

    RedisExchangeBuilder(RedisConnectionFactory factory, MessageCodec codec) {
        this.target = RedisTarget.of(factory);
        this.codec = codec;
    }

    /**
     * What stands before every key. Empty unless set; Python peers see an exchange without prefix only.
     *
     * @throws IllegalArgumentException by {@link #build()} if it contains one of {@code * ? [ ] \}, or for a cluster a
     *     brace
     */
    public RedisExchangeBuilder keyPrefix(String prefix) {
        this.keyPrefix = prefix;
        return this;
    }

    /**
     * How long an operation may be tried again before it fails; 10 seconds unless set. A single command may take
     * half of it.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisExchangeBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = requirePositive("operation timeout", timeout);
        return this;
    }

    /**
     * How long a connection may take to open; 5 seconds unless set.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisExchangeBuilder connectTimeout(Duration timeout) {
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
    public RedisExchangeBuilder retryWindow(Duration window) {
        this.retryWindow = requirePositive("retry window", window);
        return this;
    }

    /**
     * How long the answer to a request is kept that was taken at least once, so that one which is delivered again after
     * its answer is not worked on again; 10 minutes unless set. An answer goes as soon as its request is acknowledged, so
     * that Redis keeps no more of them than requests are held and not settled, and beyond these for this time only those of
     * requests that became dead letters. A request that nobody comes back for within this time may be worked on again.
     *
     * <p>It should be much longer than the recovery time and the time for which Redis may be away together: time passes
     * for the answers also while Redis is down, and a request that comes back after its answer is forgotten is worked on
     * once more, and may be answered in another way.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisExchangeBuilder replyRetention(Duration retention) {
        this.replyRetention = requirePositive("retention of replies", retention);
        return this;
    }

    /**
     * How many dead letters a mailbox keeps; 1,000 unless set. Older ones give way to newer ones.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public RedisExchangeBuilder deadLetterLimit(int limit) {
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
    public RedisExchangeBuilder unavailableAfter(Duration time) {
        if (!time.isZero() && (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofDays(1)) > 0)) {
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
    public RedisExchangeBuilder queueLimit(int limit) {
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
    public RedisExchangeBuilder endedMailboxLifetime(Duration lifetime) {
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
    public RedisExchangeBuilder requestLifetime(Duration lifetime) {
        this.lifetimes = lifetimes.withRequest(lifetime);
        return this;
    }

    /**
     * A send succeeds only when so many replicas have the message, too; none unless set. Otherwise it ends with {@link
     * DeliveryUnknownException}, while the message may be handled all the same. This makes it less likely that a
     * failover loses an acknowledged message, and does not exclude it. Messages on their way at the same time wait
     * together. An acknowledgement waits, too, and is given again if a replica took over meanwhile; it counts although too
     * few replicas have it. Not for a cluster.
     *
     * @param timeout how long to wait for the replicas; other sends may be held up for as long
     * @throws IllegalArgumentException if the number is negative or the timeout not positive, or by {@link #build()} if
     *     the timeout is longer than a quarter of the operation timeout or the factory leads to a cluster
     */
    public RedisExchangeBuilder waitForReplicas(int number, Duration timeout) {
        this.replicas = new ReplicaTerms(number, timeout);
        return this;
    }

    /**
     * How agents are found; {@link RedisExchange.Discovery#SCAN} unless set, which misses none. With {@link
     * RedisExchange.Discovery#INDEX} it costs as much as there are agents of the type, and agents of Python peers are found
     * within about a minute. Exchanges on one Redis may differ in this.
     */
    public RedisExchangeBuilder discovery(RedisExchange.Discovery how) {
        this.discovery = how;
        return this;
    }

    /** How often the index is looked after, for tests that cannot wait. */
    RedisExchangeBuilder indexEvery(Duration interval) {
        this.indexEvery = interval;
        return this;
    }

    /**
     * How many of the agents that containers serve are read on a connection and a thread of their own; 4 unless set. That is
     * where messages arrive soonest. It is the first ones, and when one of them is closed, the next that is opened. Unless
     * this is 0, so is the first client's mailbox, into which the answers to the handles come. All others share one
     * connection on which Redis tells where something came, and a few threads; so thousands of them cost little.
     *
     * <p>Where Redis cannot tell, since it is a cluster, speaks no RESP3 or does not let the login use {@code CLIENT
     * TRACKING}, this changes nothing: each mailbox has a connection and a thread.
     *
     * @throws IllegalArgumentException if it is less than 0
     */
    public RedisExchangeBuilder dedicatedReaders(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("The number of dedicated readers must be at least 0, not " + number);
        }
        this.dedicatedReaders = number;
        return this;
    }

    /** What makes this exchange's handles; {@link HandleFactory#of} unless set. */
    public RedisExchangeBuilder handles(Function<Exchange, HandleFactory> factory) {
        this.handles = factory;
        return this;
    }

    /** Who is told what this exchange, its handles and its agents do; nobody unless set. */
    public RedisExchangeBuilder observer(ExchangeObserver told) {
        this.observer = told;
        return this;
    }

    /**
     * Looks at the server once {@link #build()} has connected to it, before the exchange exists; nobody does unless set. What
     * it throws is thrown by {@code build()}, and the connections are closed.
     *
     * @param check is called once, by the thread that calls {@code build()}
     */
    public RedisExchangeBuilder onConnect(Consumer<Server> check) {
        this.onConnect = check;
        return this;
    }

    /**
     * Connects to Redis and asks it for a sign of life. Waits up to the connect timeout and half the operation
     * timeout, and for twice as long where the master is to be found among servers of a fixed list.
     *
     * @throws ExchangeUnavailableException if Redis cannot be reached
     * @throws ExchangeRefusedException if Redis refuses the login
     * @throws IllegalArgumentException if a setting contradicts another
     */
    public RedisExchange build() {
        if (retryWindow.compareTo(operationTimeout) < 0) {
            throw new IllegalArgumentException("The retry window (" + retryWindow + ") is shorter than the operation"
                    + " timeout (" + operationTimeout + "); a late retry would arrive twice");
        }
        RedisSettings settings = settings();
        replicas.require(operationTimeout, settings.keys().tagged());
        RedisConnections connections = connect(settings);
        try {
            onConnect.accept(connections.server());
        } catch (RuntimeException e) {
            connections.close();
            throw e;
        }
        return new RedisExchange(settings, connections);
    }

    private RedisConnections connect(RedisSettings settings) {
        try {
            return RedisConnections.connect(target, connectTimeout, settings.commandTimeout());
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw RedisFailure.toConnect(target.toString(), e);
        }
    }

    private RedisSettings settings() {
        return new RedisSettings(
                codec,
                new RedisKeys(keyPrefix, target.isCluster()),
                operationTimeout,
                new SendOptions(retryWindow, replyRetention, queueLimit, lifetimes.request()),
                deadLetterLimit,
                unavailableAfter,
                lifetimes,
                replicas,
                dedicatedReaders,
                discovery == RedisExchange.Discovery.INDEX ? Optional.of(indexEvery) : Optional.empty(),
                handles,
                observer);
    }

    static Duration requirePositive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("The " + what + " must be more than zero, not " + value);
        }
        return value;
    }

    /**
     * The Redis that an exchange has connected to.
     *
     * @param name where it is, for messages; without any secret
     * @param login name of the exchange's login, {@code default} if none was given
     * @param cluster whether it is a cluster
     * @param masterSought whether each new connection goes to whichever server is the master by then
     * @param connections opens connections as the exchange's own are; for a look at the server, and not to be kept
     */
    public record Server(
            String name, String login, boolean cluster, boolean masterSought, RedisConnectionFactory connections) {}
}
