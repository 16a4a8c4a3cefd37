package academy.exchange.mailbox;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Acknowledgement;
import academy.exchange.Delivery;
import academy.exchange.DeliveryOptions;

/**
 * Calls a handler with a delivery and settles that by how the call ends. What is never settled goes back to the mailbox
 * when the reader is closed, so nothing here may be given up while memory is short.
 */
final class Settling {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private static final Duration SHORT_OF_MEMORY = Duration.ofMillis(50);

    private final ContainerSetup setup;
    private final DeliveryOptions options;

    /** A method of a handler; tells whether the delivery is done. */
    @FunctionalInterface
    interface Call {

        boolean with(Delivery delivery) throws Exception;
    }

    Settling(ContainerSetup setup) {
        this.setup = setup;
        this.options = setup.options().delivery();
    }

    /**
     * Calls, unless the time is over and the delivery can be given back instead.
     *
     * @param over whether handlers are to be left to themselves, and what they have not settled is to go back
     * @return what the call returned, true if it was not made or failed
     * @throws Exception what the call threw, if there is nothing to be settled
     */
    boolean settle(Delivery delivery, Call call, BooleanSupplier over) throws Exception {
        Acknowledgement acknowledgement = delivery.acknowledgement();
        if (acknowledgement.isSettled()) {
            return call.with(delivery);
        }
        if (over.getAsBoolean()) {
            return true;
        }
        boolean done;
        try {
            done = call.with(delivery);
        } catch (Throwable failure) {
            try {
                failed(delivery, failure, over.getAsBoolean());
            } finally {
                setup.failures().increment();
            }
            return true;
        }
        if (done) {
            acknowledge(acknowledgement);
        }
        return done;
    }

    /** First what must be, then what is good to have. */
    private void failed(Delivery delivery, Throwable failure, boolean over) {
        Acknowledgement acknowledgement = delivery.acknowledgement();
        if (over) {
            log.warn(
                    "The handler of container '{}' was interrupted by the stop on {}, which goes back to the mailbox"
                            + " unless it was settled before: {}",
                    setup.id(),
                    HandlerThreads.subject(delivery.message()),
                    describe(failure));
        } else if (acknowledgement.isSettled()) {
            log.error(
                    "The handler of container '{}' failed on {}, which was settled before",
                    setup.id(),
                    HandlerThreads.subject(delivery.message()),
                    failure);
        } else {
            Duration pause = retry(acknowledgement, failure);
            log(delivery, acknowledgement.attempt(), pause, failure);
        }
    }

    private void log(Delivery delivery, int attempt, Duration pause, Throwable failure) {
        log.error(
                "The handler of container '{}' failed on {}, attempt {} of {}; {}",
                setup.id(),
                HandlerThreads.subject(delivery.message()),
                attempt,
                options.maxAttempts(),
                attempt < options.maxAttempts()
                        ? "the next is due in " + pause.toMillis() + " ms"
                        : "it becomes a dead letter",
                failure);
    }

    /** Until there is memory for it: the handler that used it up has ended. */
    private static void acknowledge(Acknowledgement acknowledgement) {
        while (true) {
            try {
                acknowledgement.acknowledge();
                return;
            } catch (OutOfMemoryError full) {
                waitForMemory(full);
            }
        }
    }

    private Duration retry(Acknowledgement acknowledgement, Throwable failure) {
        while (true) {
            try {
                Duration pause = BackOff.retry(
                        acknowledgement.attempt(), options, setup.random().getAsDouble());
                acknowledgement.retry(pause, describe(failure));
                return pause;
            } catch (OutOfMemoryError full) {
                waitForMemory(full);
            }
        }
    }

    private static void waitForMemory(OutOfMemoryError full) {
        LockSupport.parkNanos(SHORT_OF_MEMORY.toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw full;
        }
    }

    private static String describe(Throwable failure) {
        try {
            return LogText.of(failure);
        } catch (RuntimeException | StackOverflowError speechless) {
            return failure.getClass().getName();
        }
    }
}
