package academy.exchange.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.DeliveryOptions;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.ExchangeException;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.MessageCodec;

/** Keeps what is sent, after a look at its size, and fails as often as it is told to. */
final class RecordingExchange implements Exchange {

    private final MessageCodec codec;
    private final List<Message> sent = new CopyOnWriteArrayList<>();
    private final List<EntityId> terminated = new ArrayList<>();
    private final Queue<ExchangeException> failures = new ConcurrentLinkedQueue<>();
    private BiFunction<EntityId, UUID, Optional<Header>> withdrawal = (dest, tag) -> Optional.empty();

    private Consumer<Message> onSend = message -> {};

    private volatile Instant now = Instant.EPOCH;

    RecordingExchange(MessageCodec codec) {
        this.codec = codec;
    }

    List<Message> sent() {
        return sent;
    }

    List<EntityId> terminated() {
        return terminated;
    }

    void setNow(Instant time) {
        now = time;
    }

    /** What becomes of requests that are withdrawn. */
    void withdrawing(BiFunction<EntityId, UUID, Optional<Header>> answer) {
        withdrawal = answer;
    }

    /** What happens on the thread that sends before each message is kept. */
    void onSend(Consumer<Message> listener) {
        onSend = listener;
    }

    void failNextWith(ExchangeException failure) {
        failures.add(failure);
    }

    @Override
    public void send(Message message) {
        failIfTold();
        codec.encode(message);
        onSend.accept(message);
        sent.add(message);
    }

    @Override
    public AgentId registerAgent(AgentRegistration registration) {
        return registration.toId();
    }

    @Override
    public void terminate(EntityId id) {
        terminated.add(id);
        failIfTold();
    }

    @Override
    public Mailbox getMailbox(EntityId id, DeliveryOptions delivery) {
        failIfTold();
        throw new UnsupportedOperationException();
    }

    @Override
    public MessageCodec codec() {
        return codec;
    }

    @Override
    public ClientId registerClient(ClientId client) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Duration> heartbeatAge(EntityId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendAll(Collection<Message> messages) {
        messages.forEach(this::send);
    }

    @Override
    public CompletableFuture<@Nullable Void> sendAsync(Message message) {
        try {
            send(message);
            return CompletableFuture.completedFuture(null);
        } catch (ExchangeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Override
    public Optional<Header> withdraw(EntityId dest, UUID tag) {
        return withdrawal.apply(dest, tag);
    }

    @Override
    public MailboxStats stats(EntityId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public MailboxStatus status(EntityId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AgentHandle getHandle(EntityId id) {
        return new ProbeHandle((AgentId) id, null);
    }

    @Override
    public Duration ping() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private void failIfTold() {
        ExchangeException failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
    }
}
