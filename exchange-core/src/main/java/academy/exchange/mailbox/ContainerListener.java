package academy.exchange.mailbox;

import academy.exchange.Message;

/** Learns what happens to a container. */
@FunctionalInterface
interface ContainerListener {

    /** One that does not care. */
    ContainerListener NOBODY = event -> {};

    /** Called by threads of the container, also under its lock: returns at once and does not throw. */
    void on(ContainerEvent event);

    /** Called by threads of the container with each message that its handler is given: returns at once and does not throw. */
    default void received(Message message) {}
}
