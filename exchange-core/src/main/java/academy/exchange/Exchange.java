package academy.exchange;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the mailboxes of agents and clients: registers and terminates them, discovers agents by type, takes messages
 * for them and hands those out again.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time.
 *
 * <p><b>Blocking.</b> Every method except {@link #sendAsync}, {@link #getHandle}, {@link #upkeep}, {@link #codec},
 * {@link #observer} and {@link #now} may wait for the store: while the store is out of reach they try again with growing pauses until the exchange's time
 * limit for operations is over (10 seconds unless configured).
 *
 * <p><b>Failures.</b> Beside what each method names, every method that talks to the store throws
 * {@link ExchangeUnavailableException} when nothing was done and it may be tried again,
 * {@link DeliveryUnknownException} when a change may have been made or not and it is safe to try again,
 * {@link ExchangeRefusedException} when the store refuses for good, and {@link ExchangeClosedException} after
 * {@link #close()}.
 *
 * <p><b>Two words.</b> {@code close} releases what is held here; {@code terminate} ends a mailbox for everyone.
 */
public interface Exchange extends AutoCloseable {

    /**
     * Registers an agent of this class under a fresh id.
     *
     * @return its id; its mailbox is active
     * @throws ExchangeFullException if the store has no room for a new mailbox
     */
    default AgentId registerAgent(Class<?> type) {
        return registerAgent(AgentRegistration.of(type));
    }

    /**
     * Registers an agent. Status and type names appear together. Registering a fixed id again keeps its mailbox and
     * replaces its type names; registering a terminated one opens its mailbox anew, empty.
     *
     * @return its id; its mailbox is active
     * @throws ExchangeFullException if the store has no room for a new mailbox; one that is active stays so, and
     *     its owner is not refused
     */
    AgentId registerAgent(AgentRegistration registration);

    /**
     * Registers a client without a name.
     *
     * @throws ExchangeFullException if the store has no room for a new mailbox
     */
    default ClientId registerClient() {
        return registerClient(ClientId.random());
    }

    /**
     * Registers a client.
     *
     * @throws IllegalArgumentException if the name is empty or contains a comma
     * @throws ExchangeFullException if the store has no room for a new mailbox
     */
    default ClientId registerClient(String name) {
        return registerClient(ClientId.random().withName(EntityNames.require("The client's name", name)));
    }

    /**
     * Registers a client under an id of the caller's; an active one stays as it is.
     *
     * @throws ExchangeFullException if the store has no room for a new mailbox
     */
    ClientId registerClient(ClientId client);

    /**
     * Ends a mailbox for everyone, in one step: later sends are refused, what lies in it is discarded, its readers
     * stop, an agent can no longer be discovered. Then everyone who waits for an answer from it gets the error
     * {@link ErrorCode#MAILBOX_TERMINATED}, each independently of the others. Terminating again answers whoever an
     * interrupted termination left waiting; an unknown id changes nothing and leaves no trace.
     */
    void terminate(EntityId id);

    /**
     * Finds the active agents of this class or interface, subclasses and implementations included.
     *
     * @return their ids in the order of their uids; names are not known to discovery
     */
    default List<AgentId> discover(Class<?> type) {
        return discover(type, true);
    }

    /**
     * Finds the active agents of this class, as {@link #discover(String, boolean)}.
     *
     * @param includeSubclasses whether agents that merely extend or implement it count
     * @return their ids in the order of their uids; names are not known to discovery
     */
    default List<AgentId> discover(Class<?> type, boolean includeSubclasses) {
        return discover(type.getName(), includeSubclasses);
    }

    /**
     * Finds the active agents with this type name: a class or interface, an extra name, the path of a Python class,
     * or an agent's own name.
     *
     * @return their ids in the order of their uids; names are not known to discovery
     */
    default List<AgentId> discover(String typeName) {
        return discover(typeName, true);
    }

    /**
     * Finds the active agents with this type name.
     *
     * @param includeSubclasses whether the name may stand anywhere among an agent's types; otherwise it must be that of
     *     its class or one of its extra types, see {@link AgentRegistration#exactTypeNames()}. Of an agent in Python it
     *     must be its class
     * @return their ids in the order of their uids; names are not known to discovery
     * @throws IllegalArgumentException if the name is empty or contains a comma
     */
    List<AgentId> discover(String typeName, boolean includeSubclasses);

    /**
     * Finds the active agents of this class that are alive, as {@link #discover(String, boolean, Duration)}.
     *
     * @param includeSubclasses whether agents that merely extend or implement it count
     * @param maxHeartbeatAge how old an agent's last sign of life may be; more than zero
     * @return their ids in the order of their uids; names are not known to discovery
     * @throws IllegalArgumentException if the age is zero or less
     */
    default List<AgentId> discover(Class<?> type, boolean includeSubclasses, Duration maxHeartbeatAge) {
        return discover(type.getName(), includeSubclasses, maxHeartbeatAge);
    }

    /**
     * Finds the active agents with this type name that are alive: whose last sign of life is no older than this. One that
     * never gave any does not count. Agents give one every 30 seconds unless configured, so that three times as long is
     * a sensible age.
     *
     * @param includeSubclasses whether the name may stand anywhere among an agent's types; otherwise it must be that of
     *     its class or one of its extra types, see {@link AgentRegistration#exactTypeNames()}. Of an agent in Python it
     *     must be its class
     * @param maxHeartbeatAge how old an agent's last sign of life may be; more than zero
     * @return their ids in the order of their uids; names are not known to discovery
     * @throws IllegalArgumentException if the name is empty or contains a comma, or the age is zero or less
     */
    List<AgentId> discover(String typeName, boolean includeSubclasses, Duration maxHeartbeatAge);

    /** Finds all active agents, of whatever type. */
    default List<AgentId> discoverAll() {
        return discover(AgentRegistration.BASE_TYPE, true);
    }

    /**
     * Opens a mailbox for reading, each message {@linkplain DeliveryMode#AT_MOST_ONCE at most once}, as
     * {@link #getMailbox(EntityId, DeliveryOptions)}.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    default Mailbox getMailbox(EntityId id) {
        return getMailbox(id, DeliveryOptions.atMostOnce());
    }

    /**
     * Opens a mailbox for reading. Closing it does not terminate it. Each call returns a reader of its own; several
     * readers of one mailbox compete for its messages. They should deliver alike: of what one takes at most once the others
     * know nothing.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    Mailbox getMailbox(EntityId id, DeliveryOptions delivery);

    /**
     * Puts a message at the end of its destination's mailbox, atomically: it arrives whole or not at all, and never in
     * a mailbox that has been terminated. Messages of one thread to one mailbox keep their order.
     *
     * <p>A message sent again within the exchange's window for retries (one minute unless configured) arrives once;
     * see {@link Message} for what counts as the same. A response to a request that was answered already by the
     * termination of the responder's mailbox is discarded silently.
     *
     * @throws BadEntityIdException if nobody registered the destination
     * @throws MailboxTerminatedException if the destination was terminated
     * @throws MessageTooLargeException if it is over the limit; the store is not touched then
     * @throws ExchangeFullException if the mailbox or the store has no room for it
     * @throws DeliveryUnknownException if the connection broke after the message left and its fate could not be
     *     learned in time; sending the same message again does not deliver it twice
     */
    void send(Message message);

    /**
     * Sends a message to a mailbox, as {@link #send(Message)}.
     *
     * @throws IllegalArgumentException if the message is addressed to somebody else
     */
    default void send(EntityId dest, Message message) {
        if (!message.dest().equals(dest)) {
            throw new IllegalArgumentException("The message is addressed to " + message.dest() + ", not to " + dest
                    + "; a message goes where its header says");
        }
        send(message);
    }

    /**
     * Sends many messages at the price of few round trips. Each is sent or fails on its own; for one destination the
     * order is kept unless one has to be tried again.
     *
     * @throws BulkSendException if some were not sent; it says which and why, all others were sent
     */
    void sendAll(Collection<Message> messages);

    /**
     * Sends a message as {@link #send(Message)} does, without waiting.
     *
     * @return completes when the message lies in its mailbox, or exceptionally with what {@link #send(Message)} would
     *     throw, never wrapped. It completes on a thread of the exchange, on which what is attached to it must not
     *     block. Cancelling it does not recall the message
     */
    CompletableFuture<@Nullable Void> sendAsync(Message message);

    /**
     * Notes for all readers of a mailbox that a request to it is not to be worked on any more, see {@link Urgent}, if it
     * has not been answered. Answers nobody: that is for whoever withdraws it. Readers are told for as long as the
     * exchange's window for retries (one minute unless configured), of the last thousand of a mailbox.
     *
     * @param dest whom the request was sent to
     * @param tag the request's tag
     * @return the header of the request; empty if there is no such request or it was answered
     */
    Optional<Header> withdraw(EntityId dest, UUID tag);

    /** What the exchange knows of this mailbox. */
    MailboxStatus status(EntityId id);

    /**
     * What is counted of this mailbox.
     *
     * @throws BadEntityIdException if nobody registered this id
     */
    MailboxStats stats(EntityId id);

    /**
     * How long ago the owner of this mailbox gave its last sign of life, see {@link Mailbox#heartbeat()}. Both times are
     * told by the store's clock, so that those of the hosts do not matter. Termination does not take it away.
     *
     * @return zero or more, to the microsecond; empty if it never gave any
     * @throws BadEntityIdException if nobody registered this id
     */
    Optional<Duration> heartbeatAge(EntityId id);

    /**
     * A handle to an agent, with which to ask it. Makes no call to the store: an agent nobody registered shows itself
     * at the first question.
     *
     * @throws IllegalArgumentException if the id is a client's, which answers no requests
     */
    AgentHandle getHandle(EntityId id);

    /**
     * What somebody who operates this exchange may see and do. Makes no call to the store.
     *
     * @return empty if this exchange does not offer it, which is the default; those of this library do
     */
    default Optional<Upkeep> upkeep() {
        return Optional.empty();
    }

    /**
     * Who is told what this exchange, its handles and its agents do.
     *
     * @return what it was built with; by default one that looks at nothing
     */
    default ExchangeObserver observer() {
        return ExchangeObserver.NONE;
    }

    /** The codec that says how messages look on this exchange's wire. */
    MessageCodec codec();

    /**
     * The time by the store's clock, to some milliseconds, so that processes agree on it whatever their own clocks say.
     * Does not wait for the store.
     */
    Instant now();

    /**
     * Asks the store for a sign of life, once: it does not try again.
     *
     * @return how long it took
     */
    Duration ping();

    /**
     * Releases what this exchange holds: mailboxes opened through it are closed, questions still open fail with
     * {@link ExchangeClosedException}, its own client mailbox is terminated. Agents stay registered. Waits for the
     * store only briefly, and closing again does nothing.
     */
    @Override
    void close();
}
