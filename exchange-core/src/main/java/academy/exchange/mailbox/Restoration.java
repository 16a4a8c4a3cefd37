package academy.exchange.mailbox;

import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.Mailbox;

/** Has a mailbox restored of which the store lost all trace, and keeps count of that. */
final class Restoration {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final ContainerSetup setup;
    private final Mailbox mailbox;
    private final Runnable listener;
    private volatile int count;
    private volatile @Nullable Instant last;

    /**
     * @param listener is told of each success, by the loop
     */
    Restoration(ContainerSetup setup, Mailbox mailbox, Runnable listener) {
        this.setup = setup;
        this.mailbox = mailbox;
        this.listener = listener;
    }

    /**
     * Asks the source. Called by the loop alone.
     *
     * @return whether the mailbox is there again
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
    boolean restore(BadEntityIdException lost) {
        if (!setup.source().restore(mailbox)) {
            return false;
        }
        count++;
        last = setup.clock().instant();
        log.warn(
                "Container '{}' has registered {} again, since the store had lost all trace of it and of what lay in"
                        + " its mailbox: {}",
                setup.id(),
                mailbox.mailboxId(),
                LogText.of(lost));
        listener.run();
        return true;
    }

    int count() {
        return count;
    }

    Optional<Instant> last() {
        return Optional.ofNullable(last);
    }
}
