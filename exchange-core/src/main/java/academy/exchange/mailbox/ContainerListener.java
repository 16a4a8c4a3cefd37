package academy.exchange.mailbox;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import academy.exchange.Message;

/** Learns what happens to a container, and may lend it threads. */
@FunctionalInterface
interface ContainerListener {

    /** One that does not care. */
    ContainerListener NOBODY = event -> {};

    /** Where the handlers of a run that begins now are to run; null for the threads that all containers share. */
    default @Nullable Executor handlers() {
        return null;
    }

    /** Called by threads of the container, also under its lock: returns at once and does not throw. */
    void on(ContainerEvent event);

    /** Called by threads of the container with each message that its handler is given: returns at once and does not throw. */
    default void received(Message message) {}
}
