package academy.exchange;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/** Makes the handle factory when the first handle is asked for: many exchanges never ask. */
final class LazyHandles implements HandleFactory {

    private final Supplier<HandleFactory> maker;
    private @Nullable HandleFactory factory;
    private boolean closed;

    LazyHandles(Supplier<HandleFactory> maker) {
        this.maker = maker;
    }

    @Override
    public AgentHandle getHandle(AgentId agent) {
        return factory().getHandle(agent);
    }

    @Override
    public void close() {
        HandleFactory open = shut();
        if (open != null) {
            open.close();
        }
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

    /** Apart from closing, which calls back into the exchange and must not hold the monitor. */
    private synchronized @Nullable HandleFactory shut() {
        HandleFactory open = factory;
        factory = null;
        closed = true;
        return open;
    }
}
