package academy.exchange;

import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * Makes the handles of one exchange; {@link Exchange#getHandle} asks it. It is an interface here so that where messages
 * lie and how questions are asked need not know each other.
 */
public interface HandleFactory extends AutoCloseable {

    /** A handle to this agent. Makes no call to the store. */
    AgentHandle getHandle(AgentId agent);

    /** Fails every open question with {@link ExchangeClosedException} and gives up the client mailbox it asks from. */
    @Override
    void close();

    /**
     * A factory that makes another when the first handle is asked for, and refuses with {@link ExchangeClosedException}
     * once it is closed. Made at most once; for implementers of {@link Exchange}.
     */
    static HandleFactory lazily(Supplier<HandleFactory> maker) {
        return new LazyHandles(maker);
    }

    /** Finds the factories that come with this library; named in {@code META-INF/services}. */
    interface Provider {

        /** Makes the factory of this exchange, with default settings. */
        HandleFactory create(Exchange exchange);
    }

    /**
     * Makes the factory of this exchange with default settings, for exchanges that are built without one.
     *
     * @throws IllegalStateException if the class path has no provider
     */
    static HandleFactory of(Exchange exchange) {
        return ServiceLoader.load(Provider.class, HandleFactory.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No " + Provider.class.getName() + " on the class path"))
                .create(exchange);
    }
}
