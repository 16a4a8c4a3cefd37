package academy.exchange.handle;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.ExchangeObserver.Step;
import academy.exchange.Header;

/**
 * The questions that led to the work at hand, each asked in order to answer the one before. What is asked on a thread to
 * which a chain is {@linkplain #bind() bound} inherits it: it is given no more time than is left, and tells its agent how
 * it came about. Both travel as attributes of the request's header, which peers that do not know them ignore.
 *
 * <p>Immutable.
 *
 * @param deadline when nobody waits any more, by the store's clock; empty when there is no limit
 * @param askers the uids of those who asked, the first one first
 * @param work what is being handled here, as an observer of the exchange sees it; it stays in this process
 */
public record CallChain(Optional<Instant> deadline, List<UUID> askers, Step work) {

    private static final CallChain EMPTY = new CallChain(Optional.empty(), List.of());

    private static final String DEADLINE = "exchange_deadline";
    private static final String CHAIN = "exchange_chain";
    private static final String SEPARATOR = ",";

    private static final ThreadLocal<@Nullable CallChain> CURRENT = new ThreadLocal<>();

    /** Takes a chain off the thread again. */
    @FunctionalInterface
    public interface Binding extends AutoCloseable {

        /** Binds the chain that was bound before, if any. To be called by the thread that bound this one. */
        @Override
        void close();
    }

    /** Copies the askers. */
    public CallChain {
        askers = List.copyOf(askers);
    }

    /** One of work that nobody observes. */
    public CallChain(Optional<Instant> deadline, List<UUID> askers) {
        this(deadline, askers, Step.UNOBSERVED);
    }

    /** That of work nobody asked for. */
    public static CallChain empty() {
        return EMPTY;
    }

    /**
     * That of whoever answers this request: what it inherited, and the one who asked. What cannot be read is left out; it
     * never throws.
     */
    public static CallChain of(Header request) {
        List<UUID> askers = new ArrayList<>(askers(request.attributes().getOrDefault(CHAIN, "")));
        askers.add(request.src().uid());
        return new CallChain(instant(request.attributes().getOrDefault(DEADLINE, "")), askers);
    }

    /** The one that is bound to this thread, empty if none is. */
    public static CallChain current() {
        CallChain bound = CURRENT.get();
        return bound == null ? EMPTY : bound;
    }

    /**
     * Binds it to this thread until the binding is closed. Other threads have chains of their own: who hands on work to
     * another, and asks on that, binds it there, too. What is asked without waiting inherits the chain of the thread that
     * asks, whichever thread sees the answer.
     */
    public Binding bind() {
        CallChain before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }

    /**
     * Binds it to a handle: what is asked through the handle that this returns belongs to this chain, whichever thread
     * asks. Closing either closes both.
     *
     * @param handle one of this package's; any other is returned as it is, and goes by the thread
     */
    public AgentHandle bind(AgentHandle handle) {
        return handle instanceof RemoteAgentHandle remote ? remote.within(this) : handle;
    }

    /** The same, of work that an observer sees so. */
    public CallChain observedAs(Step handling) {
        return new CallChain(deadline, askers, handling);
    }

    /** The same, but with nobody waiting after this time. */
    CallChain until(Instant time) {
        return new CallChain(Optional.of(time), askers, work);
    }

    /** What a request of this chain carries in its header. */
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        deadline.ifPresent(time -> attributes.put(DEADLINE, time.toString()));
        if (!askers.isEmpty()) {
            attributes.put(CHAIN, askers.stream().map(UUID::toString).collect(Collectors.joining(SEPARATOR)));
        }
        return attributes;
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static List<UUID> askers(String text) {
        return Arrays.stream(text.split(SEPARATOR)).flatMap(CallChain::asker).toList();
    }

    private static Stream<UUID> asker(String uid) {
        try {
            return Stream.of(UUID.fromString(uid.strip()));
        } catch (IllegalArgumentException unreadable) {
            return Stream.empty();
        }
    }
}
