package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import ch.qos.logback.classic.Level;

import academy.exchange.mailbox.ContainerEvent.Idle;
import academy.exchange.mailbox.ContainerEvent.NotResponding;
import academy.exchange.mailbox.ContainerEvent.Reason;
import academy.exchange.mailbox.ContainerEvent.Started;
import academy.exchange.mailbox.ContainerEvent.Stopped;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What an application learns of its containers. */
@Timeout(60)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class ContainerEventTest {

    private static final ContainerOptions OPTIONS =
            ContainerOptions.defaults().withPollTimeout(Duration.ofMillis(5)).withIdleAfter(Duration.ofMinutes(1));

    private final FakeMailbox mailbox;
    private final SteppedClock clock = new SteppedClock();
    private final LogLines log = new LogLines();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final MailboxContainer container;
    private volatile Consumer<ContainerEvent> listener = event -> {};

    ContainerEventTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind);
        container = new MailboxContainer("told", mailbox::reopen, message -> gate.await(), OPTIONS, clock, () -> 0.5);
    }

    @AfterEach
    void end() {
        gate.countDown();
        mailbox.hang(false);
        registry.stop();
        log.close();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void startAndStopAreToldBeforeTheStopOfTheRegistryIsOver() {
        start();
        registry.stop();

        assertThat(events)
                .containsExactly(
                        new Started("told", mailbox.id, clock.instant()),
                        new Stopped("told", mailbox.id, clock.instant(), Reason.STOPPED));
    }

    @Test
    void endsByTerminationAndByAClosedReaderAreToldApart() {
        start();
        mailbox.close();
        await().until(() -> stopped().equals(List.of(Reason.CLOSED)));
        container.start();
        mailbox.terminate();

        await().until(() -> stopped().equals(List.of(Reason.CLOSED, Reason.TERMINATED)));
    }

    @Test
    void idleTimeIsToldAgainAfterEachInterval() {
        start();
        awaitPolls();
        assertThat(of(Idle.class)).isEmpty();

        clock.step(Duration.ofSeconds(61));
        await().until(() -> of(Idle.class).size() == 1);
        awaitPolls();
        assertThat(of(Idle.class))
                .containsExactly(new Idle("told", mailbox.id, clock.instant(), Duration.ofSeconds(61)));

        clock.step(Duration.ofSeconds(61));
        await().until(() -> of(Idle.class).size() == 2);
        assertThat(of(Idle.class).get(1).silence()).isEqualTo(Duration.ofSeconds(122));
    }

    @Test
    void busyContainerIsNotIdle() {
        start();
        mailbox.put();
        await().until(() -> container.status().inFlight() == 1);
        clock.step(Duration.ofHours(1));
        gate.countDown();

        awaitPolls();
        assertThat(of(Idle.class)).isEmpty();
    }

    @Test
    void containerThatDoesNotRespondIsToldOnceUntilItResponds() {
        start();
        awaitHanging();
        clock.step(Duration.ofSeconds(9));
        registry.watch();
        clock.step(Duration.ofSeconds(2));
        registry.watch();
        registry.watch();
        await().until(() -> of(NotResponding.class).size() == 1);
        assertThat(of(NotResponding.class))
                .containsExactly(new NotResponding("told", mailbox.id, clock.instant(), Duration.ofSeconds(11)));
        assertThat(log.at(Level.WARN)).singleElement().asString().contains("'told'");

        mailbox.hang(false);
        awaitPolls();
        registry.watch();
        awaitHanging();
        clock.step(Duration.ofSeconds(11));
        registry.watch();
        await().until(() -> of(NotResponding.class).size() == 2);
    }

    @Test
    void containerThatWaitsForItsHandlersResponds() {
        start();
        mailbox.put();
        await().until(() -> container.status().inFlight() == 1);
        clock.step(Duration.ofHours(1));

        await().until(() -> container.notResponding().isEmpty());
        clock.step(Duration.ofHours(1));
        registry.watch();
        assertThat(of(NotResponding.class)).isEmpty();
    }

    @Test
    void listenerThatThrowsIsLoggedAndDisturbsNoContainer() {
        listener = event -> {
            throw new IllegalStateException("on purpose");
        };
        start();
        awaitPolls();
        registry.stop();

        assertThat(log.at(Level.ERROR)).hasSize(2);
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void listenerMayStartItsContainerAgain() {
        listener = event -> {
            if (event instanceof Stopped) {
                container.start();
            }
        };
        start();
        mailbox.close();

        await().until(() -> of(Started.class).size() == 2);
        assertThat(container.isRunning()).isTrue();
        listener = event -> {};
    }

    @Test
    void listenerMayStopTheRegistry() {
        listener = event -> registry.stop();
        start();

        await().until(() -> container.status().state() == State.STOPPED);
    }

    @Test
    void listenerThatStopsTheRegistryDoesNotWaitForItself() throws Exception {
        CompletableFuture<Duration> stop = new CompletableFuture<>();
        listener = event -> {
            long start = System.nanoTime();
            registry.stop();
            stop.complete(Duration.ofNanos(System.nanoTime() - start));
        };
        start();

        assertThat(stop.get(20, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void noLockIsHeldWhileAListenerRuns() {
        List<Object> failures = new CopyOnWriteArrayList<>();
        listener = event -> {
            try {
                CompletableFuture.runAsync(() -> {
                            container.pause();
                            container.resume();
                            registry.unregister("another");
                        })
                        .get(20, TimeUnit.SECONDS);
            } catch (Exception failure) {
                failures.add(failure);
            }
        };
        start();
        registry.stop();

        assertThat(events).hasSize(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void slowListenerHoldsNoContainerUp() {
        listener = event -> awaitGate();
        start();
        awaitPolls();
        container.stop();

        assertThat(container.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void registryWithoutAPublisherHasNoThread() {
        registry.register(container);
        registry.start();
        awaitPolls();

        assertThat(threads()).isEmpty();
    }

    @Test
    void springContextDeliversEventsEvenWhileItCloses() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean("registry", MailboxContainerRegistry.class, () -> registry);
        context.registerBean("listener", Listener.class, () -> new Listener(events));
        registry.register(container);
        context.refresh();
        context.close();

        assertThat(events).hasSize(2);
        assertThat(stopped()).containsExactly(Reason.STOPPED);
        assertThat(log.at(Level.ERROR)).isEmpty();
    }

    private void start() {
        registry.setApplicationEventPublisher(event -> {
            events.add((ContainerEvent) event);
            listener.accept((ContainerEvent) event);
        });
        registry.register(container);
        registry.start();
    }

    private void awaitPolls() {
        int before = mailbox.receives();
        await().until(() -> {
            mailbox.tell();
            return mailbox.receives() > before + 5;
        });
    }

    /** Lets the loop hang and waits until it does. */
    private void awaitHanging() {
        mailbox.hang(true);
        await().until(mailbox::isHanging);
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <E extends ContainerEvent> List<E> of(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private List<Reason> stopped() {
        return of(Stopped.class).stream().map(Stopped::reason).toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter("exchange-containers"::equals)
                .toList();
    }

    /** A bean that listens. */
    static final class Listener {

        private final List<ContainerEvent> events;

        Listener(List<ContainerEvent> events) {
            this.events = events;
        }

        @EventListener
        void on(ContainerEvent event) {
            events.add(event);
        }
    }
}
