package academy.exchange.memory;

import academy.exchange.EntityId;

/** Lets tests of backends that stand on the exchange in memory do what a foreign peer may do. */
public final class RawContent {

    private RawContent() {}

    /** Puts these bytes at the end of a mailbox as they are. */
    public static void put(InMemoryExchange exchange, EntityId mailbox, byte[] content) {
        exchange.putRaw(mailbox, content);
    }
}
