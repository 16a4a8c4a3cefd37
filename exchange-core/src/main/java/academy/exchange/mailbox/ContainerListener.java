package academy.exchange.mailbox;

/** Learns what happens to a container. */
@FunctionalInterface
interface ContainerListener {

    /** One that does not care. */
    ContainerListener NOBODY = event -> {};

    /** Called by threads of the container, also under its lock: returns at once and does not throw. */
    void on(ContainerEvent event);
}
