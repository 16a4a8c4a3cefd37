package example.backend;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.HandleFactory;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Upkeep;
import academy.exchange.memory.InMemoryExchange;

/** A backend as somebody else would write it, with nothing but what is public; it has another one keep the messages. */
final class ForwardingExchange implements Exchange {

    private final InMemoryExchange store;
    private final HandleFactory handles = HandleFactory.lazily(() -> HandleFactory.of(this));

    ForwardingExchange(MessageCodec codec) {
        this.store = InMemoryExchange.create(codec);
    }

    InMemoryExchange store() {
        return store;
    }

    @Override
    public AgentId registerAgent(AgentRegistration registration) {
        return store.registerAgent(registration);
    }

    @Override
    public ClientId registerClient(ClientId client) {
        return store.registerClient(client);
    }

    @Override
    public void terminate(EntityId id) {
        store.terminate(id);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses) {
        return store.discover(typeName, includeSubclasses);
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge) {
        return store.discover(typeName, includeSubclasses, maxHeartbeatAge);
    }

    @Override
    public Mailbox getMailbox(EntityId id, DeliveryOptions delivery) {
        return new ForwardingMailbox(this, store.getMailbox(id, delivery));
    }

    @Override
    public void send(Message message) {
        store.send(message);
    }

    @Override
    public void sendAll(Collection<Message> messages) {
        store.sendAll(messages);
    }

    @Override
    public CompletableFuture<@Nullable Void> sendAsync(Message message) {
        return store.sendAsync(message);
    }

    @Override
    public Optional<Header> withdraw(EntityId dest, UUID tag) {
        return store.withdraw(dest, tag);
    }

    @Override
    public MailboxStatus status(EntityId id) {
        return store.status(id);
    }

    @Override
    public MailboxStats stats(EntityId id) {
        return store.stats(id);
    }

    @Override
    public Optional<Duration> heartbeatAge(EntityId id) {
        return store.heartbeatAge(id);
    }

    @Override
    public AgentHandle getHandle(EntityId id) {
        return id instanceof AgentId agent ? handles.getHandle(agent) : store.getHandle(id);
    }

    @Override
    public Optional<Upkeep> upkeep() {
        return store.upkeep();
    }

    @Override
    public MessageCodec codec() {
        return store.codec();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public Duration ping() {
        return store.ping();
    }

    @Override
    public void close() {
        handles.close();
        store.close();
    }
}
