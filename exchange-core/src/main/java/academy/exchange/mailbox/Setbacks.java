package academy.exchange.mailbox;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import academy.exchange.BadEntityIdException;
import academy.exchange.ExchangeClosedException;
import academy.exchange.MailboxClosedException;
import academy.exchange.MailboxTerminatedException;

/** What becomes of a loop whose turn failed. For the loop alone. */
final class Setbacks {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private final String container;
    private final Duration minBackOff;
    private final Outage outage;
    private final Restoration restoration;
    private final Heartbeat heartbeat;

    /**
     * How the loop goes on.
     *
     * @param pause how long it rests first, if it goes on
     */
    record Sequel(Poller.Next next, Duration pause) {

        private static Sequel end(Poller.Next last) {
            return new Sequel(last, Duration.ZERO);
        }

        private static Sequel rest(Duration pause) {
            return new Sequel(Poller.Next.REST, pause);
        }
    }

    Setbacks(ContainerSetup setup, Outage outage, Restoration restoration, Heartbeat heartbeat) {
        this.container = setup.id();
        this.minBackOff = setup.options().minBackOff();
        this.outage = outage;
        this.restoration = restoration;
        this.heartbeat = heartbeat;
    }

    /** A turn succeeded. */
    void over() {
        outage.over();
    }

    Sequel after(Throwable failure) {
        if (failure instanceof MailboxTerminatedException) {
            log.info("Container '{}' ends: {}", container, LogText.of(failure));
            return Sequel.end(Poller.Next.TERMINATED);
        }
        if (failure instanceof ExchangeClosedException) {
            outage.note(failure);
            log.info("Container '{}' stops: {}", container, LogText.of(failure));
            return Sequel.end(Poller.Next.CLOSED);
        }
        if (failure instanceof MailboxClosedException) {
            outage.note(failure);
            log.warn("Container '{}' stops, since somebody else closed its reader: {}", container, LogText.of(failure));
            return Sequel.end(Poller.Next.CLOSED);
        }
        return failure instanceof BadEntityIdException lost ? restore(lost) : Sequel.rest(outage.failed(failure));
    }

    private Sequel restore(BadEntityIdException lost) {
        try {
            if (!restoration.restore(lost)) {
                return Sequel.rest(outage.failed(lost));
            }
            heartbeat.startOver();
            // Short, but not nothing: whatever takes the mailbox away may do so again.
            return Sequel.rest(minBackOff);
        } catch (Throwable failed) {
            return Sequel.rest(outage.failed(failed));
        }
    }
}
