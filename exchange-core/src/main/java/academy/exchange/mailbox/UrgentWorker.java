package academy.exchange.mailbox;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.Urgency;

/** The thread that handles what cannot wait for a free worker, one thing at a time. */
final class UrgentWorker implements HandlerThreads.Work<UrgentWorker.Job> {

    /**
     * So many are kept in memory for a handler that is slow against its promise, or for workers that are slow; then they
     * wait in the mailbox.
     */
    private static final int MOST_WAITING = 1_000;

    private static final Job TELL = new Job(null, () -> {});

    private final MessageHandler handler;
    private final Settling settling;
    private final Workers workers;
    private final Set<Urgency> kinds;
    private final HandlerThreads<Job> thread;

    /** Tags that the handler is still to learn of; guarded by itself. */
    private final Set<UUID> withdrawn = new HashSet<>();

    /**
     * A delivery to be handled, or none if the handler is to be told of what was withdrawn.
     *
     * @param afterwards runs when it is handled
     */
    record Job(@Nullable Delivery delivery, Runnable afterwards) {}

    /**
     * @param workers handle what turns out not to be urgent
     */
    UrgentWorker(ContainerSetup setup, HandlerPool pool, Workers workers) {
        this.handler = setup.handler();
        this.settling = new Settling(setup);
        this.workers = workers;
        this.kinds = Set.copyOf(handler.urgent());
        this.thread =
                new HandlerThreads<>(setup.id(), pool, 1, number -> setup.id() + "-urgent", setup.failures(), this);
    }

    /** The kinds of messages that are handled here, perhaps none. */
    Set<Urgency> kinds() {
        return kinds;
    }

    /** Whether this message is handled here, even if it was received in its turn. */
    boolean takes(Message message) {
        return !kinds.isEmpty() && Urgency.of(message).filter(kinds::contains).isPresent();
    }

    /** Whether so many wait here that more should wait in the mailbox. */
    boolean isBehind() {
        return thread.unfinished() + workers.extra() >= MOST_WAITING;
    }

    /** Handles a delivery after those it has. */
    void handle(Delivery delivery) {
        handle(delivery, () -> {});
    }

    /** Handles a delivery after those it has, and runs this then. */
    void handle(Delivery delivery, Runnable afterwards) {
        thread.execute(new Job(delivery, afterwards));
    }

    /** Tells the handler of withdrawn requests; those that it is still to be told of are told together. */
    void withdraw(Set<UUID> tags) {
        synchronized (withdrawn) {
            boolean underWay = !withdrawn.isEmpty();
            withdrawn.addAll(tags);
            if (underWay || tags.isEmpty()) {
                return;
            }
        }
        thread.execute(TELL);
    }

    @Override
    public void call(Job job) throws Exception {
        Delivery delivery = job.delivery();
        if (delivery == null) {
            handler.withdrawn(take());
            return;
        }
        boolean handled = true;
        try {
            handled = settling.settle(delivery, handler::handleUrgent, thread::isAbandoned);
        } finally {
            if (handled) {
                job.afterwards().run();
            } else {
                workers.handleExtra(delivery, job.afterwards());
            }
        }
    }

    @Override
    public void ended(Job job) {}

    @Override
    public void rests() {}

    @Override
    public String subject(Job job) {
        Delivery delivery = job.delivery();
        return delivery == null ? "requests that were withdrawn" : HandlerThreads.subject(delivery.message());
    }

    /** Calls again for a thread if there is work and memory was too short for one. */
    void callAgain() {
        thread.call();
    }

    /** Expects nothing more; what it has is handled. */
    void finish() {
        thread.finish();
    }

    /** Completes when {@link #finish} was called and the last call has ended. */
    CompletableFuture<Void> ended() {
        return thread.ended();
    }

    /** Interrupts what still runs and returns what it is about, and what waits. */
    List<String> abandon() {
        return thread.abandon();
    }

    boolean isCurrentThread() {
        return thread.isCurrentThread();
    }

    private Set<UUID> take() {
        synchronized (withdrawn) {
            Set<UUID> tags = Set.copyOf(withdrawn);
            withdrawn.clear();
            return tags;
        }
    }
}
