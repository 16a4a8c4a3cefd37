package academy.exchange.mailbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

import academy.exchange.Message;

/**
 * Publishes what happens to the containers of a registry, and watches whether they respond, on a thread of its own:
 * made when it is needed, ended when it is idle.
 */
final class ContainerEvents implements ContainerListener {

    private static final Logger log = LoggerFactory.getLogger(MailboxContainer.class);

    private static final String NAME = "exchange-containers";
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** A listener may be slow, but not the end of an application. */
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, EventThread::new);
    private final Set<MailboxContainer> silent = ConcurrentHashMap.newKeySet();
    private final @Nullable Executor handlers;
    private volatile @Nullable ApplicationEventPublisher publisher;
    private volatile @Nullable Future<?> watch;
    private volatile @Nullable Consumer<Message> witness;

    /**
     * @param handlers lent to the containers for their handlers; null for none
     */
    ContainerEvents(@Nullable Executor handlers) {
        this.handlers = handlers;
        executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Publishes here from now on. Without a publisher there is neither event nor thread. */
    void publishTo(ApplicationEventPublisher target) {
        publisher = target;
    }

    /** Shows this one each message that a handler is given, and no other. */
    void showTo(Consumer<Message> whom) {
        witness = whom;
    }

    @Override
    public void received(Message message) {
        Consumer<Message> whom = witness;
        if (whom == null) {
            return;
        }
        try {
            whom.accept(message);
        } catch (RuntimeException failure) {
            // The message goes its way whatever a witness makes of it.
            log.error("The witness of messages failed on message {}", message.tag(), failure);
        }
    }

    @Override
    public @Nullable Executor handlers() {
        return handlers;
    }

    @Override
    public void on(ContainerEvent event) {
        ApplicationEventPublisher target = publisher;
        if (target == null) {
            return;
        }
        try {
            executor.execute(() -> publish(target, event));
        } catch (OutOfMemoryError noThread) {
            log.warn("The event {} is not published, since there is no thread for it", event, noThread);
        }
    }

    /** Begins to watch containers. Called under the registry's lock, as {@link #endWatch}. */
    void beginWatch(Supplier<List<MailboxContainer>> containers) {
        if (publisher != null && watch == null) {
            watch = executor.scheduleWithFixedDelay(
                    () -> watch(containers.get()),
                    WATCH_INTERVAL.toMillis(),
                    WATCH_INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    void endWatch() {
        Future<?> current = watch;
        if (current != null) {
            current.cancel(false);
            watch = null;
        }
    }

    /** Looks once whether these containers respond. */
    void watch(Collection<MailboxContainer> containers) {
        silent.retainAll(containers);
        containers.forEach(this::watch);
    }

    /**
     * Completes when this has and the events up to then are published, or two seconds later; with this alone if it is a
     * listener who asks, since that would wait for itself.
     */
    CompletableFuture<Void> publishedAfter(CompletableFuture<Void> happened) {
        if (publisher == null || Thread.currentThread() instanceof EventThread) {
            return happened;
        }
        return happened.thenCompose(nothing -> CompletableFuture.runAsync(() -> {}, executor)
                .completeOnTimeout(null, LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void watch(MailboxContainer container) {
        container
                .notResponding()
                .ifPresentOrElse(
                        event -> {
                            if (silent.add(container)) {
                                log.warn(
                                        "Container '{}' has not responded for {} ms; a thread dump tells what the"
                                                + " thread that polls its mailbox waits for",
                                        event.container(),
                                        event.silence().toMillis());
                                on(event);
                            }
                        },
                        () -> {
                            if (silent.remove(container)) {
                                log.info("Container '{}' responds again, or has ended", container.id());
                            }
                        });
    }

    private static void publish(ApplicationEventPublisher target, ContainerEvent event) {
        try {
            target.publishEvent(event);
        } catch (Throwable failure) {
            // Whatever a listener throws is its own affair.
            log.error("A listener failed on the event {}", event, failure);
        }
    }

    private static final class EventThread extends Thread {

        EventThread(Runnable task) {
            super(task, NAME);
            setDaemon(true);
        }
    }
}
