package academy.exchange.agent;

import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeInterruptedException;
import academy.exchange.RemoteFailure;

/**
 * Lets the application's handlers choose the answer to an exception.
 *
 * @param handlers in their order
 */
record ErrorHandling(List<ActionErrorHandler> handlers) {

    private static final Logger log = LoggerFactory.getLogger(ErrorHandling.class);

    /** What to throw for what an action threw: the same, or the answer of the first handler that has one. */
    Exception translate(ActionCall call, Exception thrown) {
        if (handlers.isEmpty() || isOurs(thrown)) {
            return thrown;
        }
        ActionContext context = call.context();
        for (ActionErrorHandler handler : handlers) {
            Optional<RemoteFailure> answer = ask(handler, context, call, thrown);
            if (answer.isPresent()) {
                // The answer no longer tells what happened.
                log.debug("{}, request {}, failed; a handler has its answer", call.title(), context.tag(), thrown);
                return RefusedException.answeredWith(answer.get());
            }
        }
        return thrown;
    }

    /** An interrupt must arrive as such where the thread belongs. */
    private static boolean isOurs(Exception thrown) {
        return thrown instanceof RefusedException
                || thrown instanceof InterruptedException
                || thrown instanceof ExchangeInterruptedException;
    }

    private static Optional<RemoteFailure> ask(
            ActionErrorHandler handler, ActionContext context, ActionCall call, Exception thrown) {
        try {
            return Optional.of(handler).flatMap(each -> each.handle(context, thrown));
        } catch (RuntimeException failed) {
            failed.addSuppressed(thrown);
            log.warn(
                    "The error handler {} failed on {}, request {}; it is ignored",
                    handler.getClass().getName(),
                    call.title(),
                    context.tag(),
                    failed);
            return Optional.empty();
        }
    }
}
