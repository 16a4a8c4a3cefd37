package academy.exchange.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Exchange;
import academy.exchange.Header;

/**
 * The action request that is being answered, as far as the action may want to know of it, and the way to ask others in
 * order to answer it. A parameter of this type gets
 * it in {@link Action} methods and in listening methods; a listening method that has one hears action requests only.
 *
 * <p>Safe for use by any thread, also after the action has ended; nothing blocks. Implemented by this library, which may
 * add methods.
 */
public interface ActionContext {

    /** The header of the request, with the attributes that the asker has added. */
    Header header();

    /** Who asks. */
    default EntityId source() {
        return header().src();
    }

    /** Whether an agent asks; otherwise it is a client. */
    default boolean isAgentSource() {
        return source() instanceof AgentId;
    }

    /** The tag of the request, which its answer repeats; unique, and so fit for log lines. */
    default UUID tag() {
        return header().tag();
    }

    /** Who is asked: the agent whose action this is. */
    AgentId agent();

    /** When nobody waits for the answer any more, by the {@linkplain Exchange#now() store's clock}; empty if unknown. */
    Optional<Instant> deadline();

    /** How long somebody will still wait for the answer, zero if nobody does any more; empty if unknown. */
    Optional<Duration> timeLeft();

    /**
     * Whether the action was cancelled: by a cancel request, or because its agent stops. It was answered then, and what it
     * returns is discarded; it should end soon. Its thread is interrupted as well. Always false once it has ended
     * uncancelled.
     */
    boolean isCancelled();

    /**
     * Runs this when the action is cancelled, on the thread that cancels it, where it must not take long; at once if it
     * is cancelled already, never if it ends before. For work that an interrupt of the action's thread does not reach.
     * What it throws is logged.
     */
    void onCancel(Runnable action);

    /**
     * A fresh handle to an agent that asks in the name of {@linkplain #agent() this one}: whoever answers sees this agent
     * as the source, and may ask it back. What it asks, on any thread, belongs to this request: it is given no more time
     * than is left until the {@linkplain #deadline() deadline}, and counts as one hop more. The handle is closed when the
     * agent stops, which fails what is still open.
     */
    AgentHandle handle(AgentId agent);

    /**
     * A handle to the agent that asks, as {@link #handle} makes it; each time the same.
     *
     * @return empty if a client asks, as it answers no requests
     */
    Optional<AgentHandle> sourceHandle();
}
