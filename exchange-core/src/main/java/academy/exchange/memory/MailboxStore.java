package academy.exchange.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.BadEntityIdException;
import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeFullException;
import academy.exchange.Header;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.MalformedMessageException;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.Response;
import academy.exchange.Urgency;

/**
 * All mailboxes of one exchange. Each operation holds the one lock from beginning to end, which is what makes it
 * atomic. Messages are encoded and decoded outside, all but the small answers that termination gives.
 */
final class MailboxStore {

    private static final Logger log = LoggerFactory.getLogger(MailboxStore.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, StoredMailbox> mailboxes = new HashMap<>();
    private final MessageCodec codec;
    private final RecentMessages recent;
    private final int queueLimit;
    private boolean closed;

    /**
     * For mailboxes in which at most so many messages wait.
     *
     * @param queueLimit 0 for no limit
     */
    MailboxStore(MessageCodec codec, RecentMessages recent, int queueLimit) {
        this.codec = codec;
        this.recent = recent;
        this.queueLimit = queueLimit;
    }

    /** Opens the mailbox, anew if it was terminated; one that is open already stays as it is. */
    void register(EntityId id) {
        exclusively("register", () -> {
            activate(id);
        });
    }

    void register(AgentId id, AgentRegistration registration) {
        exclusively("register", () -> {
            activate(id).setTypes(registration);
        });
    }

    private StoredMailbox activate(EntityId id) {
        StoredMailbox mailbox = mailboxes.computeIfAbsent(id.uid(), unknown -> new StoredMailbox(lock.newCondition()));
        mailbox.activate();
        return mailbox;
    }

    MailboxStatus status(EntityId id) {
        return exclusively("status", () -> {
            StoredMailbox mailbox = mailboxes.get(id.uid());
            return mailbox == null ? MailboxStatus.MISSING : mailbox.status();
        });
    }

    /** Notes a sign of life, unless the mailbox was terminated. */
    void beat(EntityId id, Instant now) {
        exclusively("heartbeat", () -> {
            StoredMailbox mailbox = mailbox(id);
            if (mailbox.isActive()) {
                mailbox.beat(now);
            }
        });
    }

    Optional<Duration> heartbeatAge(EntityId id, Instant now) {
        return exclusively("heartbeatAge", () -> mailbox(id).heartbeatAge(now));
    }

    /** The agents with this type that pass the test, in the order of their uids. */
    List<AgentId> discover(String typeName, boolean includeSubclasses, Predicate<StoredMailbox> test) {
        return exclusively("discover", () -> mailboxes.entrySet().stream()
                .filter(each -> each.getValue().hasType(typeName, includeSubclasses))
                .filter(each -> test.test(each.getValue()))
                .map(Map.Entry::getKey)
                // As text: UUID compares signed, which puts 8… to f… before 0… to 7….
                .sorted(Comparator.comparing(UUID::toString))
                .map(AgentId::of)
                .toList());
    }

    void send(Message message, byte[] content) {
        exclusively("send", () -> {
            Header header = message.header();
            StoredMailbox source = mailboxes.get(header.src().uid());
            StoredMailbox destination = destination(header, source);
            if (recent.contains(header)) {
                return;
            }
            requireRoom(header, destination);
            recent.add(header);
            if (track(header, source, destination)) {
                destination.append(content, Urgency.of(message).orElse(null));
            }
        });
    }

    private void requireRoom(Header header, StoredMailbox destination) {
        if (queueLimit > 0
                && header.kind() == Header.Kind.REQUEST
                && destination.queue().size() >= queueLimit) {
            throw new ExchangeFullException(
                    "The mailbox of " + header.dest() + " is full: " + queueLimit
                            + " messages wait in it, the exchange's limit; send again when its owner has taken some",
                    null);
        }
    }

    private StoredMailbox destination(Header header, @Nullable StoredMailbox source) {
        StoredMailbox destination = mailboxes.get(header.dest().uid());
        if (destination != null && destination.isActive()) {
            return destination;
        }
        if (header.kind() == Header.Kind.RESPONSE && source != null) {
            source.dropTicket(header.tag());
        }
        throw destination == null
                ? new BadEntityIdException(header.dest())
                : new MailboxTerminatedException(header.dest());
    }

    /** Does the accounts of requests and responses; false if the message must not be delivered. */
    private boolean track(Header header, @Nullable StoredMailbox source, StoredMailbox destination) {
        if (header.kind() == Header.Kind.REQUEST) {
            destination.putTicket(header);
            if (source != null) {
                source.countOutgoing();
            }
            return true;
        }
        return source == null || source.answer(header.tag(), recent.now());
    }

    void terminate(EntityId id) {
        exclusively("terminate", () -> {
            StoredMailbox mailbox = mailboxes.get(id.uid());
            if (mailbox != null) {
                mailbox.terminate().forEach(this::answerTerminated);
            }
        });
    }

    /** Not by way of {@link #send}: that drops the responses of a terminated mailbox. */
    private void answerTerminated(Header request) {
        Header reply = request.reply();
        StoredMailbox requester = mailboxes.get(reply.dest().uid());
        if (requester == null || !requester.isActive()) {
            log.debug("Nobody to tell that request {} will not be answered", request.tag());
            return;
        }
        Response error = new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, request.dest());
        Message answer = new Message(reply, error);
        // Noted as sent, so that the agent's own answer is dropped even if its mailbox is opened anew meanwhile.
        recent.add(answer.header());
        requester.append(codec.encode(answer), Urgency.of(answer).orElse(null));
    }

    void putRaw(EntityId id, byte[] content) {
        Urgency urgency = urgency(content).orElse(null);
        exclusively("put", () -> mailbox(id).append(content.clone(), urgency));
    }

    private Optional<Urgency> urgency(byte[] content) {
        try {
            return Urgency.of(codec.decode(content));
        } catch (MalformedMessageException e) {
            return e.substitute().flatMap(Urgency::of);
        }
    }

    MailboxStats stats(EntityId id) {
        return exclusively("stats", () -> mailbox(id).stats());
    }

    Optional<Header> withdraw(EntityId id, UUID tag) {
        return exclusively("withdraw", () -> {
            StoredMailbox mailbox = mailboxes.get(id.uid());
            if (mailbox == null) {
                return Optional.empty();
            }
            Optional<Header> request = mailbox.withdraw(tag, recent.now());
            var unused = withdrawn(mailbox);
            return request;
        });
    }

    /** The tags that were withdrawn from a mailbox within the window for retries. The caller has the lock. */
    Set<UUID> withdrawn(StoredMailbox mailbox) {
        return mailbox.withdrawnSince(recent.start());
    }

    /** Takes the lock and gives it back. */
    void requireOpen(String operation) {
        exclusively(operation, () -> {});
    }

    /** Refuses every later operation and ends every waiting one. */
    void close() {
        lock.lock();
        try {
            closed = true;
            mailboxes.values().forEach(StoredMailbox::wake);
        } finally {
            lock.unlock();
        }
    }

    /** The mailbox of somebody who was registered. The caller has the lock. */
    StoredMailbox mailbox(EntityId id) {
        StoredMailbox mailbox = mailboxes.get(id.uid());
        if (mailbox == null) {
            throw new BadEntityIdException(id);
        }
        return mailbox;
    }

    /** Whether everything is to be refused. The caller has the lock. */
    boolean isClosed() {
        return closed;
    }

    void exclusively(String operation, Runnable action) {
        var unused = exclusively(operation, () -> {
            action.run();
            return this;
        });
    }

    /** Does this under the lock, unless the store is closed. */
    <T> T exclusively(String operation, Supplier<T> action) {
        return always(() -> {
            if (closed) {
                throw new ExchangeClosedException(operation);
            }
            return action.get();
        });
    }

    /** Does this under the lock, even if the store is closed. */
    <T> T always(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** What a reader does under the lock. */
    interface Reading<T> {
        T read() throws InterruptedException;
    }

    /** Does this under the lock, for which a thread does not wait that is interrupted. */
    <T> T interruptibly(Reading<T> action) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return action.read();
        } finally {
            lock.unlock();
        }
    }
}
