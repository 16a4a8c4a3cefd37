package academy.exchange.agent;

import java.util.UUID;

import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Header;

/**
 * The action request that is being answered, as far as the action may want to know of it. A parameter of this type gets
 * it in {@link Action} methods and in listening methods; a listening method that has one hears action requests only.
 *
 * <p>Immutable and safe for use by any thread, also after the action has ended; nothing blocks. Implemented by this
 * library, which may add methods.
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
}
