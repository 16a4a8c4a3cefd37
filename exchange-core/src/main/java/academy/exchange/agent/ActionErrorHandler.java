package academy.exchange.agent;

import java.util.Optional;

import academy.exchange.RemoteFailure;

/**
 * Decides what whoever asked learns of an exception of an action. Every bean of this type is asked, in order, until one
 * answers; if none does, the answer is the exception's type, message and stack trace.
 *
 * <p>It is shown what an {@link Action} method threw, or a listening method that got an action request, or its result
 * ended with, and what failed while parameters were supplied or checked. It is not shown an {@link Error}, an interrupt,
 * or what this library itself says of a request that does not fit.
 *
 * <p><b>Threads.</b> Called by the threads that handle messages, several at a time. The answer waits for it.
 */
@FunctionalInterface
public interface ActionErrorHandler {

    /**
     * The answer to give instead, for another exception {@link RemoteFailure#of(Throwable)}. If this throws, that is
     * logged and the next is asked.
     *
     * @param context the request
     * @param thrown what the action threw, without wrappers
     * @return empty to leave it to others
     */
    Optional<RemoteFailure> handle(ActionContext context, Exception thrown);
}
