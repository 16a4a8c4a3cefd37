package academy.exchange.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationEventPublisherAware;
import org.springframework.context.SmartLifecycle;

import academy.exchange.ForeignText;
import academy.exchange.Message;

/**
 * Knows all containers of an application and starts and stops them with it: last to start and first to stop, so that
 * what handlers need is there while they run.
 *
 * <p>The first start takes the containers with {@linkplain ContainerOptions#autoStartup() auto-startup}. A start after
 * a stop, as when a context is paused and resumed, takes those that were running when it stopped: a container started
 * by hand runs again, one stopped by hand stays stopped.
 *
 * <p><b>Events.</b> Given a publisher, as in a Spring context, it publishes a {@link ContainerEvent} when a container
 * has started, has stopped, has been idle for long or does not respond. A stop of the registry waits up to 2 seconds
 * until those before its end are published.
 *
 * <p><b>With a web server.</b> Containers stop before the web server drains, and the exchange closes after it. A web
 * request that waits for the agent of another application, or that asks one while the server drains, gets its answer; so
 * does one whose question an agent of this application works on already, within that agent's shutdown timeout. A question
 * to an agent of this application that has stopped fails with
 * {@link academy.exchange.MailboxTerminatedException} if the agent's id is fresh; with a fixed one it waits for a replica or for
 * the next start. The shutdown timeout, and as much again for stop hooks, should be less than
 * {@code spring.lifecycle.timeout-per-shutdown-phase}.
 *
 * <p><b>Threads.</b> Every method may be called by any thread at any time. Events are published by a daemon thread of
 * the registry's, which lives while there is something to publish or, with a publisher, while the registry runs.
 */
public final class MailboxContainerRegistry implements SmartLifecycle, ApplicationEventPublisherAware {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainerRegistry.class);

    private final List<MailboxContainer> containers = new CopyOnWriteArrayList<>();
    private final ContainerEvents events;

    /** The ids of those that the next start takes. */
    private final Set<String> due = ConcurrentHashMap.newKeySet();

    /** Held while containers are added or started; never while one is waited for. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean running;
    private volatile CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

    /** A registry without containers, not running. */
    public MailboxContainerRegistry() {
        events = new ContainerEvents(null);
    }

    /**
     * A registry without containers, not running, whose containers run their handlers on the threads of this executor, such as
     * one for virtual threads, instead of those that all containers share. Polling, and handling what is urgent, stay where they are.
     * What the executor refuses is done on the shared threads.
     *
     * @param handlers begins each task soon, on a thread that does nothing else and may be named and interrupted by the
     *     task; a bounded one could hold up some containers for the sake of others. It is not shut down
     */
    public MailboxContainerRegistry(Executor handlers) {
        events = new ContainerEvents(handlers);
    }

    /** Where events go from now on; to be called before the registry starts. */
    @Override
    public void setApplicationEventPublisher(ApplicationEventPublisher publisher) {
        events.publishTo(publisher);
    }

    /**
     * Shows this witness each message that a container gives to its handler from now on, again after a failed attempt
     * included, and no other witness. It is called by threads of the containers and must return at once; what it throws is
     * logged, and the message goes its way.
     */
    public void showMessagesTo(Consumer<Message> witness) {
        events.showTo(witness);
    }

    /**
     * Adds a container. If the registry is running already, one with auto-startup is started at once, which may block
     * while it opens its mailbox; if that fails, it is not added and the failure is passed on.
     *
     * @throws IllegalArgumentException if there is a container of the same id
     */
    public void register(MailboxContainer container) {
        lock.lock();
        try {
            if (find(container.id()).isPresent()) {
                throw new IllegalArgumentException(
                        "There is a container '" + container.id() + "' already; give one of the two another id");
            }
            container.listen(events);
            // First, so that whoever hears that it has started finds it here.
            containers.add(container);
            if (container.options().autoStartup()) {
                startOrNote(container);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops a container as {@link MailboxContainer#stop()} does, and forgets it. Does nothing if there is none of this
     * id.
     */
    public void unregister(String id) {
        forget(id).ifPresent(MailboxContainer::stop);
    }

    /** Under the lock, so that a start that is under way cannot start it afterwards. */
    private Optional<MailboxContainer> forget(String id) {
        lock.lock();
        try {
            Optional<MailboxContainer> container = find(id);
            container.ifPresent(containers::remove);
            due.remove(id);
            return container;
        } finally {
            lock.unlock();
        }
    }

    /** The container of this id. */
    public Optional<MailboxContainer> find(String id) {
        return containers.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    /**
     * The container of this id, to be started, stopped, paused or resumed.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public MailboxContainer get(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("There is no container '" + ForeignText.line(id)
                + "'; there are "
                + containers.stream().map(MailboxContainer::id).toList()));
    }

    /** All containers, in the order in which they were added. */
    public List<MailboxContainer> containers() {
        return List.copyOf(containers);
    }

    /**
     * Starts the containers whose turn it is, those included that are added meanwhile, one after the other, each blocking
     * while it opens its mailbox; waits for a stop that is under way. If one fails, those it started before are stopped
     * again and the failure is passed on.
     */
    @Override
    public void start() {
        stopped.join();
        lock.lock();
        try {
            if (!running) {
                startAllDue();
                running = true;
                events.beginWatch(this::containers);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops all containers at the same time and waits for them, at most for the longest of their shutdown timeouts. */
    @Override
    public void stop() {
        stopAll().join();
    }

    /** Stops all containers at the same time, without waiting, and calls back when all have stopped in any case. */
    @Override
    public void stop(Runnable callback) {
        CompletableFuture<Void> unused = stopAll().whenComplete((nothing, failure) -> callback.run());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** Looks whether all containers respond, as it does each second while it runs. */
    void watch() {
        events.watch(containers);
    }

    private void startOrNote(MailboxContainer container) {
        if (running) {
            try {
                container.start();
            } catch (Throwable failure) {
                containers.remove(container);
                container.listen(ContainerListener.NOBODY);
                throw failure;
            }
        } else {
            due.add(container.id());
        }
    }

    /** Those, too, that a container adds while it starts. */
    private void startAllDue() {
        List<MailboxContainer> started = new ArrayList<>();
        Optional<MailboxContainer> next = nextDue(started);
        while (next.isPresent()) {
            try {
                next.get().start();
            } catch (Throwable failure) {
                stop(started).join();
                throw failure;
            }
            started.add(next.get());
            next = nextDue(started);
        }
    }

    private Optional<MailboxContainer> nextDue(List<MailboxContainer> started) {
        return containers.stream()
                .filter(each -> due.contains(each.id()) && !each.isRunning() && !started.contains(each))
                .findFirst();
    }

    private CompletableFuture<Void> stopAll() {
        lock.lock();
        try {
            if (running) {
                running = false;
                events.endWatch();
                due.clear();
                containers.stream().filter(MailboxContainer::isRunning).forEach(each -> due.add(each.id()));
            }
            stopped = events.publishedAfter(stop(containers));
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    private static CompletableFuture<Void> stop(List<MailboxContainer> toStop) {
        return CompletableFuture.allOf(
                toStop.stream().map(MailboxContainerRegistry::stopQuietly).toArray(CompletableFuture<?>[]::new));
    }

    /** One container that cannot be stopped must not keep the others, nor the application, from stopping. */
    private static CompletableFuture<Void> stopQuietly(MailboxContainer container) {
        try {
            return container.stopAsync();
        } catch (Throwable failure) {
            log.error("Container '{}' could not be stopped", container.id(), failure);
            return CompletableFuture.completedFuture(null);
        }
    }
}
