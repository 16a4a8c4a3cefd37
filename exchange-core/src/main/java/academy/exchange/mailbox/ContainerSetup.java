package academy.exchange.mailbox;

import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.Mailbox;

/** What all runs of a container have in common. */
record ContainerSetup(
        String id,
        MailboxContainer.Source source,
        CountedHandler handler,
        ContainerOptions options,
        InstantSource clock,
        DoubleSupplier random) {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    ContainerSetup {
        if (id.isBlank()) {
            throw new IllegalArgumentException("The container's id is empty; it names its threads");
        }
    }

    ContainerCounts counts() {
        return new ContainerCounts(
                handler.received(), handler.handled(), failures().sum());
    }

    /** Counts the calls of the handler that failed. */
    LongAdder failures() {
        return handler.failures();
    }

    /** Gives a closed mailbox back. */
    void release(Mailbox mailbox) {
        try {
            source.released(mailbox);
        } catch (Throwable failure) {
            // Whatever it is: a stop always completes.
            log.warn("Container '{}' could not release its mailbox: {}", id, LogText.of(failure));
        }
    }
}
