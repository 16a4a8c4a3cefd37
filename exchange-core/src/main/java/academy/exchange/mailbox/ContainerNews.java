package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import academy.exchange.EntityId;
import academy.exchange.mailbox.ContainerEvent.Reason;

/** Makes events of what happens to the runs of a container, and tells them to whoever listens. */
final class ContainerNews {

    private final ContainerSetup setup;
    private volatile ContainerListener listener = ContainerListener.NOBODY;

    ContainerNews(ContainerSetup setup) {
        this.setup = setup;
    }

    /** Tells this one from now on, and no other. */
    void listen(ContainerListener to) {
        listener = to;
        setup.handler().listen(to);
    }

    /** Where the handlers of a run that begins now are to run; null for the threads that all containers share. */
    @Nullable
    Executor handlers() {
        return listener.handlers();
    }

    void started(MailboxRun run) {
        listener.on(new ContainerEvent.Started(setup.id(), mailbox(run), now()));
    }

    void stopped(MailboxRun run, Reason reason) {
        listener.on(new ContainerEvent.Stopped(setup.id(), mailbox(run), now(), reason));
    }

    void idle(MailboxRun run, Duration silence) {
        listener.on(new ContainerEvent.Idle(setup.id(), mailbox(run), now(), silence));
    }

    void restored(MailboxRun run) {
        listener.on(new ContainerEvent.Restored(setup.id(), mailbox(run), now()));
    }

    /** What there would be to tell if the run has shown no sign of life for too long. */
    Optional<ContainerEvent.NotResponding> notResponding(MailboxRun run) {
        return run.silence().map(silence -> new ContainerEvent.NotResponding(setup.id(), mailbox(run), now(), silence));
    }

    private Instant now() {
        return setup.clock().instant();
    }

    private static EntityId mailbox(MailboxRun run) {
        return run.mailbox().mailboxId();
    }
}
