package academy.exchange.agent;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.ExchangeInterruptedException;

/**
 * A loop or a timer: a method that runs beside the requests, and what follows when it fails.
 *
 * @param title what log messages call it
 */
record BackgroundMethod(String title, LifeMethod method, FailurePolicy onFailure) {

    private static final Logger log = LoggerFactory.getLogger(BackgroundMethod.class);

    /** The name of the method. */
    String name() {
        return method.name();
    }

    /**
     * Calls it on the current thread, and if it fails, logs that and does what was asked for in that case.
     *
     * @return whether it may be called again
     */
    boolean run(AgentContext context, StopSignal stop) {
        try {
            method.invoke(context, stop);
            return true;
        } catch (Exception | Error failure) {
            return failed(failure, context, stop);
        }
    }

    private boolean failed(Throwable failure, AgentContext context, StopSignal stop) {
        if (stop.isRequested() && isInterrupt(failure)) {
            log.debug("{} was interrupted, since its agent stops", title);
            return false;
        }
        if (onFailure == FailurePolicy.GO_ON) {
            log.error("{} failed; its agent goes on", title, failure);
            return true;
        }
        log.error("{} failed; its agent stops", title, failure);
        context.shutdown();
        return false;
    }

    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedException || failure instanceof ExchangeInterruptedException;
    }
}
