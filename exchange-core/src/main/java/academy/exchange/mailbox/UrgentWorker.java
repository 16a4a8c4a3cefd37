package academy.exchange.mailbox;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import academy.exchange.Delivery;
import academy.exchange.Message;
import academy.exchange.Urgency;

/** The thread that handles what cannot wait for a free worker: made when it is needed, ended when it is idle. */
final class UrgentWorker {

    private static final Duration IDLE = Duration.ofSeconds(5);

    /**
     * So many are kept in memory for a handler that is slow against its promise, or for workers that are slow; then they
     * wait in the mailbox.
     */
    private static final int MOST_WAITING = 1_000;

    private final MessageHandler handler;
    private final Settling settling;
    private final Workers workers;
    private final Set<Urgency> kinds;
    private final HandlerThreads thread;

    /** Tags that the handler is still to learn of; guarded by itself. */
    private final Set<UUID> withdrawn = new HashSet<>();

    /**
     * @param workers handle what turns out not to be urgent
     */
    UrgentWorker(ContainerSetup setup, Workers workers) {
        this.handler = setup.handler();
        this.settling = new Settling(setup);
        this.workers = workers;
        this.kinds = Set.copyOf(handler.urgent());
        this.thread =
                new HandlerThreads(setup.id(), 1, number -> setup.id() + "-urgent", setup.failures()).endingAfter(IDLE);
    }

    /** The kinds of messages that are handled here, perhaps none. */
    Set<Urgency> kinds() {
        return kinds;
    }

    /** Whether this message is handled here, even if it was received in its turn. */
    boolean takes(Message message) {
        return Urgency.of(message).filter(kinds::contains).isPresent();
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
        thread.execute(HandlerThreads.subject(delivery.message()), () -> settle(delivery, afterwards), () -> {});
    }

    private void settle(Delivery delivery, Runnable afterwards) throws Exception {
        boolean handled = true;
        try {
            handled = settling.settle(delivery, handler::handleUrgent, thread::isAbandoned);
        } finally {
            if (handled) {
                afterwards.run();
            } else {
                workers.handleExtra(delivery, afterwards);
            }
        }
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
        thread.execute(() -> "requests that were withdrawn", () -> handler.withdrawn(take()), () -> {});
    }

    /** Takes nothing more; the thread ends with what it has. */
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
