package academy.exchange.memory;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ExchangeClosedException;
import academy.exchange.HandleFactory;

/** Makes the handle factory when the first handle is asked for: many exchanges never ask. */
final class LazyHandles {

    private final Supplier<HandleFactory> maker;
    private @Nullable HandleFactory factory;
    private boolean closed;

    LazyHandles(Supplier<HandleFactory> maker) {
        this.maker = maker;
    }

    AgentHandle getHandle(AgentId agent) {
        return factory().getHandle(agent);
    }

    private synchronized HandleFactory factory() {
        if (closed) {
            throw new ExchangeClosedException("getHandle");
        }
        if (factory == null) {
            factory = maker.get();
        }
        return factory;
    }

    void close() {
        HandleFactory open = shut();
        if (open != null) {
            open.close();
        }
    }

    /** Apart from closing, which calls back into the exchange and must not hold the monitor. */
    private synchronized @Nullable HandleFactory shut() {
        HandleFactory open = factory;
        factory = null;
        closed = true;
        return open;
    }
}
