package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BulkSendException;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.EntityNames;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
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
 * An exchange that keeps its mailboxes in this process and needs no server: for tests, for programs of one JVM, and for
 * a first look. It behaves as the one on Redis does, down to the encoded bytes and the limits on them; only that its
 * mailboxes end with it.
 *
 * <p><b>Blocking.</b> Only the receiving methods of its mailboxes wait. Every other method takes one lock, which nobody
 * holds for long, and never throws {@link academy.exchange.ExchangeUnavailableException},
 * {@link academy.exchange.ExchangeRefusedException} or {@link academy.exchange.DeliveryUnknownException}.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time.
 */
public final class InMemoryExchange implements Exchange {

    private final MessageCodec codec;
    private final InstantSource clock;
    private final MailboxStore store;
    private final Deliveries deliveries;
    private final Upkeep upkeep;
    private final ExchangeObserver observer;
    private final HandleFactory handles;

    private InMemoryExchange(Builder builder) {
        codec = builder.codec;
        clock = builder.clock;
        store = new MailboxStore(codec, new RecentMessages(builder.retryWindow, clock), builder.queueLimit);
        deliveries = new Deliveries(store, clock, builder.deadLetterLimit);
        upkeep = new StoreUpkeep(store, deliveries, codec);
        observer = builder.observer;
        handles = HandleFactory.lazily(() -> builder.handles.apply(this));
    }

    /** An exchange with default settings. */
    public static InMemoryExchange create(MessageCodec codec) {
        return builder(codec).build();
    }

    /** Starts an exchange with settings of its own. */
    public static Builder builder(MessageCodec codec) {
        return new Builder(codec);
    }

    @Override
    public AgentId registerAgent(AgentRegistration registration) {
        AgentId agent = registration.toId();
        store.register(agent, registration);
        return agent;
    }

    @Override
    public ClientId registerClient(ClientId client) {
        store.register(client);
        return client;
    }

    @Override
    public void terminate(EntityId id) {
        store.terminate(id);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses) {
        EntityNames.require("The type name", typeName);
        return store.discover(typeName, includeSubclasses, any -> true);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge) {
        EntityNames.require("The type name", typeName);
        if (maxHeartbeatAge.isNegative() || maxHeartbeatAge.isZero()) {
            throw new IllegalArgumentException("The heartbeat's age must be more than zero, not " + maxHeartbeatAge);
        }
        Instant now = clock.instant();
        return store.discover(typeName, includeSubclasses, mailbox -> mailbox.heartbeatAge(now)
                .filter(age -> age.compareTo(maxHeartbeatAge) <= 0)
                .isPresent());
    }

    @Override
    public Mailbox getMailbox(EntityId id, DeliveryOptions delivery) {
        InMemoryMailbox mailbox = new InMemoryMailbox(this, id, delivery, deliveries);
        deliveries.open(mailbox);
        return mailbox;
    }

    @Override
    public void send(Message message) {
        ExchangeObserver.Step step = observer.sending(message);
        try {
            Message sent = message.withAttributes(step.attributes());
            store.send(sent, codec.encode(sent));
        } catch (RuntimeException failure) {
            step.ended(failure);
            throw failure;
        }
        step.ended(null);
    }

    @Override
    public void sendAll(Collection<Message> messages) {
        store.requireOpen("sendAll");
        List<BulkSendException.Failure> failures = new ArrayList<>();
        int index = 0;
        for (Message message : messages) {
            try {
                send(message);
            } catch (ExchangeException e) {
                failures.add(new BulkSendException.Failure(index, message, e));
            }
            index++;
        }
        if (!failures.isEmpty()) {
            throw new BulkSendException(index, failures);
        }
    }

    @Override
    public CompletableFuture<@Nullable Void> sendAsync(Message message) {
        try {
            send(message);
            return CompletableFuture.completedFuture(null);
        } catch (ExchangeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Optional<Header> withdraw(EntityId dest, UUID tag) {
        return store.withdraw(dest, tag);
    }

    @Override
    public MailboxStats stats(EntityId id) {
        return store.stats(id);
    }

    @Override
    public MailboxStatus status(EntityId id) {
        return store.status(id);
    }

    @Override
    public Optional<Duration> heartbeatAge(EntityId id) {
        return store.heartbeatAge(id, clock.instant());
    }

    @Override
    public AgentHandle getHandle(EntityId id) {
        if (id instanceof AgentId agent) {
            return handles.getHandle(agent);
        }
        throw new IllegalArgumentException("A handle stands for an agent, but " + id
                + " is a client, which answers no requests; send it a message instead");
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
        store.requireOpen("ping");
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        try {
            handles.close();
        } finally {
            store.close();
        }
    }

    @Override
    public String toString() {
        return "InMemoryExchange[" + Integer.toHexString(System.identityHashCode(this)) + "]";
    }

    void beat(EntityId id) {
        store.beat(id, clock.instant());
    }

    /** Puts these bytes at the end of a mailbox as they are, as no sender of ours would. */
    void putRaw(EntityId mailbox, byte[] content) {
        store.putRaw(mailbox, content);
    }

    /** Settings of an exchange in memory. Not safe for use by several threads. */
    public static final class Builder {

        private final MessageCodec codec;
        private Duration retryWindow = Duration.ofMinutes(1);
        private int deadLetterLimit = 1_000;
        private int queueLimit;
        private InstantSource clock = InstantSource.system();
        private Function<Exchange, HandleFactory> handles = HandleFactory::of;
        private ExchangeObserver observer = ExchangeObserver.NONE;

        private Builder(MessageCodec codec) {
            this.codec = codec;
        }

        /**
         * How long a message sent again is recognised as a retry; one minute by default. Each message sent costs some 200
         * bytes of memory for so long.
         *
         * @throws IllegalArgumentException if it is not more than zero
         */
        public Builder retryWindow(Duration window) {
            if (window.isNegative() || window.isZero()) {
                throw new IllegalArgumentException("The retry window must be more than zero, not " + window);
            }
            retryWindow = window;
            return this;
        }

        /**
         * How many dead letters are kept of each mailbox; 1,000 by default.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder deadLetterLimit(int limit) {
            if (limit < 1) {
                throw new IllegalArgumentException("The dead letter limit must be at least 1, not " + limit);
            }
            deadLetterLimit = limit;
            return this;
        }

        /**
         * How many messages may wait in each mailbox; 0, the default, for any number. A request to one in which so many wait
         * is refused with {@link academy.exchange.ExchangeFullException}; a response never is, nor what comes back to the
         * mailbox.
         *
         * @throws IllegalArgumentException if it is less than 0
         */
        public Builder queueLimit(int limit) {
            if (limit < 0) {
                throw new IllegalArgumentException("The queue limit must be at least 1, or 0 for none, not " + limit);
            }
            queueLimit = limit;
            return this;
        }

        /** What tells the time of day of dead letters, retries, pauses, withdrawals and heartbeats; the system's clock by default. */
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** What makes the handles, called once when the first is asked for; {@link HandleFactory#of} by default. */
        public Builder handles(Function<Exchange, HandleFactory> maker) {
            handles = maker;
            return this;
        }

        /** Who is told what the exchange, its handles and its agents do; nobody by default. */
        public Builder observer(ExchangeObserver told) {
            observer = told;
            return this;
        }

        /** The exchange, empty and ready. */
        public InMemoryExchange build() {
            return new InMemoryExchange(this);
        }
    }
}
