package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;

import academy.exchange.EntityId;

/**
 * What happens to the containers of a {@link MailboxContainerRegistry}. Published as an application event of Spring,
 * one after the other on a thread of the registry's: a listener that takes long holds up later events, but no
 * container, and one that throws is logged. Listeners may call any method of containers and registry.
 */
public sealed interface ContainerEvent {

    /** The id of the container. */
    String container();

    /** Whose mailbox it serves, or served. */
    EntityId mailbox();

    /** When it happened. */
    Instant time();

    /** A container has opened its mailbox and begun to serve it. */
    record Started(String container, EntityId mailbox, Instant time) implements ContainerEvent {}

    /**
     * A container has stopped: its last handler has ended or was left to itself, and its mailbox is released. It may be
     * started again.
     *
     * @param reason why
     */
    record Stopped(String container, EntityId mailbox, Instant time, Reason reason) implements ContainerEvent {}

    /**
     * A container that waits for messages received none for some time; see {@link ContainerOptions#idleAfter()}. A wait
     * for a free handler, or a pause, begins that time anew.
     *
     * @param silence for how long
     */
    record Idle(String container, EntityId mailbox, Instant time, Duration silence) implements ContainerEvent {}

    /**
     * A container that should run shows no sign of life: it is in one call to the store for longer than 5 poll
     * timeouts, and at least 10 seconds, or waits that long for a thread since all that it shares are in such calls. Published once until it responds again. One that waits for its handlers, is
     * paused, or tries again in vain since the store is out of reach, does respond.
     *
     * @param silence for how long
     */
    record NotResponding(String container, EntityId mailbox, Instant time, Duration silence)
            implements ContainerEvent {}

    /**
     * All trace of the mailbox had vanished from the store, as when that lost its data, and the container has restored it:
     * it can be sent to again. What lay in it is gone.
     */
    record Restored(String container, EntityId mailbox, Instant time) implements ContainerEvent {}

    /** Why a container has stopped. */
    enum Reason {
        /** It was told to. */
        STOPPED,
        /** Its mailbox was terminated. */
        TERMINATED,
        /** Somebody else closed its reader or the exchange. */
        CLOSED
    }
}
