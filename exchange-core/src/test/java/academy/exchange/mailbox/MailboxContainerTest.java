package academy.exchange.mailbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ch.qos.logback.classic.Level;

import academy.exchange.BadEntityIdException;
import academy.exchange.ExchangeClosedException;
import academy.exchange.ExchangeRefusedException;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class MailboxContainerTest {

    private static final ContainerOptions OPTIONS =
            ContainerOptions.defaults().withMinBackOff(Duration.ofMillis(1)).withMaxBackOff(Duration.ofMillis(5));

    private final FakeMailbox.Kind kind;
    private final FakeMailbox mailbox;
    private final List<Mailbox> released = new CopyOnWriteArrayList<>();
    private final LogLines log = new LogLines();
    private final CountDownLatch gate = new CountDownLatch(1);
    private MailboxContainer container;

    MailboxContainerTest(FakeMailbox.Kind kind) {
        this.kind = kind;
        mailbox = new FakeMailbox(kind);
        container = container(message -> {}, OPTIONS);
    }

    @AfterEach
    void end() {
        gate.countDown();
        container.stop();
        log.close();
    }

    @Test
    void messagesAreHandledInOrderWithConcurrencyOne() {
        List<Message> sent = mailbox.put(500);
        List<Message> handled = new CopyOnWriteArrayList<>();
        start(handled::add, OPTIONS);

        await().untilAsserted(() -> assertThat(handled).isEqualTo(sent));
    }

    @Test
    void noMessageIsTakenBeforeAHandlerIsFree() throws Exception {
        CountDownLatch busy = new CountDownLatch(2);
        mailbox.put(5);
        start(blocking(busy), OPTIONS.withConcurrency(2));

        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(mailbox.left()).hasSize(3);
        assertThat(container.status().inFlight()).isEqualTo(2);
    }

    @Test
    void pollAsksForAsManyMessagesAsHandlersAreFree() {
        start(blocking(new CountDownLatch(1)), OPTIONS.withConcurrency(4));

        await().until(() -> mailbox.lastMax() == 4);
        mailbox.put();
        await().until(() -> {
            mailbox.tell();
            return mailbox.lastMax() == 3;
        });
    }

    @Test
    void everyMessageIsHandledOnceHoweverHandlersFail() {
        Map<UUID, AtomicInteger> handled = new ConcurrentHashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Random random = new Random(1);
        start(
                message -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    handled.computeIfAbsent(message.tag(), tag -> new AtomicInteger())
                            .incrementAndGet();
                    running.decrementAndGet();
                    if (random.nextInt(100) < 5) {
                        throw new AssertionError("at random");
                    }
                },
                OPTIONS.withConcurrency(8));
        List<Message> sent = mailbox.put(2_000);

        await().until(() -> handled.size() == 2_000 && container.status().inFlight() == 0);
        assertThat(handled.keySet()).containsExactlyInAnyOrderElementsOf(tags(sent));
        assertThat(handled.values()).allMatch(count -> count.get() == 1);
        assertThat(most).hasValueLessThanOrEqualTo(8);
        assertThat(container.failures())
                .isPositive()
                .isEqualTo(log.at(Level.ERROR).size());
    }

    @Test
    void errorsOfTheHandlerAreLoggedAndEndNothing() {
        List<Throwable> failures = List.of(
                new Exception("checked"), new AssertionError(), new StackOverflowError(), new OutOfMemoryError("fake"));
        AtomicInteger next = new AtomicInteger();
        start(
                message -> {
                    int index = next.getAndIncrement();
                    if (index < failures.size()) {
                        sneakyThrow(failures.get(index));
                    }
                },
                OPTIONS);
        List<Message> sent = mailbox.put(5);

        await().until(() -> next.get() == 5);
        assertThat(container.failures()).isEqualTo(4);
        assertThat(log.at(Level.ERROR)).hasSize(4).allMatch(line -> line.contains("'test'"));
        assertThat(log.at(Level.ERROR).get(0))
                .contains(sent.get(0).tag().toString())
                .contains(sent.get(0).src().toString());
        assertThat(container.status().lastError()).isEmpty();
    }

    @Test
    void threadsBearTheNameOfTheContainer() {
        Set<String> names = ConcurrentHashMap.newKeySet();
        start(message -> names.add(Thread.currentThread().getName()), OPTIONS);
        mailbox.put(3);

        await().untilAsserted(() -> assertThat(names).containsExactly("test-worker-1"));
        assertThat(threads()).contains(kind == FakeMailbox.Kind.TELLING ? "exchange-poller-1" : "test");
    }

    @Test
    void stopEndsAllThreads() {
        start(message -> {}, OPTIONS.withConcurrency(4));
        mailbox.put(20);
        await().until(() -> mailbox.left().isEmpty());
        container.stop();

        await().untilAsserted(() -> assertThat(threads()).noneMatch(name -> name.startsWith("test")));
    }

    @Test
    void unavailableStoreIsWarnedOfOnceAndItsReturnTold() {
        for (int index = 0; index < 5; index++) {
            mailbox.failWith(new ExchangeUnavailableException("the store\nis away", null));
        }
        List<Message> handled = new CopyOnWriteArrayList<>();
        start(handled::add, OPTIONS);
        mailbox.put();

        await().until(() -> handled.size() == 1);
        await().untilAsserted(() -> assertThat(container.status().lastError()).isEmpty());
        assertThat(log.at(Level.WARN)).singleElement().asString().contains("the store is away");
        assertThat(log.at(Level.DEBUG)).hasSize(4);
        assertThat(log.at(Level.INFO)).singleElement().asString().contains("again after 5");
    }

    @Test
    void unexpectedExceptionsAndVanishedMailboxesAreTriedAgain() {
        mailbox.failWith(new IllegalStateException("a bug"));
        mailbox.failWith(new BadEntityIdException(mailbox.id));
        mailbox.failWith(new NoClassDefFoundError("another bug"));
        List<Message> handled = new CopyOnWriteArrayList<>();
        start(handled::add, OPTIONS);
        mailbox.put();

        await().until(() -> handled.size() == 1);
        assertThat(container.isRunning()).isTrue();
    }

    @Test
    void refusalPausesForTheLongestBackOffAndIsShown() {
        mailbox.failWith(new ExchangeRefusedException("no rights", null));
        start(message -> {}, OPTIONS.withMaxBackOff(Duration.ofHours(1)));

        await().until(() -> container.status().lastError().isPresent());
        assertThat(container.status().lastError()).hasValue("no rights");
        assertThat(container.isRunning()).isTrue();
        assertThat(mailbox.receives()).isEqualTo(1);
    }

    @Test
    void stopEndsABackOffAtOnce() {
        mailbox.failWith(new ExchangeRefusedException("no rights", null));
        start(message -> {}, OPTIONS.withMaxBackOff(Duration.ofHours(1)));
        await().until(() -> container.status().lastError().isPresent());

        container.stop();
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void stopEndsAWaitingPollAtOnce() {
        start(message -> {}, OPTIONS.withPollTimeout(Duration.ofHours(1)));
        await().until(() -> mailbox.receives() > 0 && mailbox.isAwaited());

        container.stop();
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
        assertThat(log.at(Level.WARN)).isEmpty();
        assertThat(released).containsExactly(mailbox);
    }

    @Test
    void terminatedMailboxEndsTheLoopAndRunningHandlersFinish() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        mailbox.put();
        start(blocking(busy), OPTIONS.withConcurrency(2).withShutdownTimeout(Duration.ZERO));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        mailbox.terminate();

        await().until(() -> container.status().state() == State.TERMINATED);
        assertThat(container.status().inFlight()).isEqualTo(1);
        assertThat(released).isEmpty();
        gate.countDown();
        await().until(() -> released.size() == 1);
        assertThat(container.failures()).isZero();
        assertThat(container.status().state()).isEqualTo(State.TERMINATED);
        container.stop();
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
        assertThat(released).hasSize(1);
    }

    @Test
    void readerClosedByOthersStopsTheContainer() {
        start(message -> {}, OPTIONS);
        mailbox.close();

        await().until(() -> container.status().state() == State.STOPPED);
        assertThat(log.at(Level.WARN)).hasSize(1);
        assertThat(released).containsExactly(mailbox);
    }

    @Test
    void closedExchangeStopsTheContainerWithoutAWarning() {
        mailbox.failWith(new ExchangeClosedException("receiving"));
        start(message -> {}, OPTIONS);

        await().until(() -> container.status().state() == State.STOPPED);
        assertThat(log.at(Level.WARN)).isEmpty();
        assertThat(log.at(Level.INFO)).hasSize(1);
    }

    @Test
    void failureToOpenIsPassedOnAndLeavesTheContainerStopped() {
        container = new MailboxContainer(
                "test",
                () -> {
                    throw new BadEntityIdException(mailbox.id);
                },
                message -> {},
                OPTIONS);

        assertThatThrownBy(container::start).isInstanceOf(BadEntityIdException.class);
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
        assertThat(container.stopAsync()).isCompleted();
    }

    @Test
    void startAndStopAreIdempotentAndRestartOpensAFreshMailbox() {
        List<Message> handled = new CopyOnWriteArrayList<>();
        AtomicInteger opened = new AtomicInteger();
        container = new MailboxContainer(
                "test",
                () -> {
                    opened.incrementAndGet();
                    return mailbox.reopen();
                },
                handled::add,
                OPTIONS);
        container.start();
        container.start();
        assertThat(opened).hasValue(1);
        container.stop();
        container.stop();
        mailbox.put();
        container.start();

        await().until(() -> handled.size() == 1);
        assertThat(opened).hasValue(2);
    }

    @Test
    void stopUnderLoadLosesNothing() {
        Set<UUID> handled = ConcurrentHashMap.newKeySet();
        start(message -> handled.add(message.tag()), OPTIONS.withConcurrency(8));
        List<Message> sent = mailbox.put(1_000);
        await().until(() -> handled.size() > 50);
        container.stop();

        List<UUID> accounted =
                Stream.concat(handled.stream(), tags(mailbox.left()).stream()).toList();
        assertThat(accounted).containsExactlyInAnyOrderElementsOf(tags(sent));
        assertThat(container.status().inFlight()).isZero();
    }

    @Test
    void stuckHandlerIsInterruptedAfterTheShutdownTimeout() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Message message = mailbox.put();
        start(
                each -> {
                    busy.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException expected) {
                        interrupted.countDown();
                    }
                },
                OPTIONS.withShutdownTimeout(Duration.ofMillis(50)));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        container.stop();

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(log.at(Level.WARN))
                .singleElement()
                .asString()
                .contains("1 handlers")
                .contains(message.tag().toString());
        assertThat(released).hasSize(1);
    }

    @Test
    void handlerMayStopItsOwnContainer() {
        mailbox.put();
        start(message -> container.stop(), OPTIONS);

        await().until(() -> container.status().state() == State.STOPPED);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void containerDoesNotStartWhileHandlersOfItsLastRunAreBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        mailbox.put();
        start(blocking(busy), OPTIONS);
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
        var stopped = container.stopAsync();

        assertThat(container.status().state()).isEqualTo(State.STOPPING);
        assertThatIllegalStateException().isThrownBy(container::start);
        gate.countDown();
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void stopCompletesEvenIfTheReleaseFails() {
        container = new MailboxContainer("test", failingRelease(), message -> {}, OPTIONS);
        container.start();

        assertThat(container.stopAsync()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(container.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void statusShowsMailboxAndLastPoll() {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        container = new MailboxContainer("test", source(), message -> {}, OPTIONS, InstantSource.fixed(now), () -> 0.5);
        assertThat(container.status().mailbox()).isEmpty();
        container.start();
        mailbox.put();

        await().untilAsserted(() -> assertThat(container.status().lastPoll()).hasValue(now));
        assertThat(container.status().mailbox()).hasValue(mailbox.id);
        assertThat(container.status().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void containerGivesHeartbeatsWhileAHandlerRunsForLong() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        mailbox.put();
        start(blocking(busy), OPTIONS.withHeartbeatInterval(Duration.ofMillis(5)));
        assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();

        int before = mailbox.heartbeats();
        await().until(() -> mailbox.heartbeats() > before + 3);
    }

    @Test
    void stoppedContainerGivesNoHeartbeats() {
        start(message -> {}, OPTIONS.withHeartbeatInterval(Duration.ofMillis(1)));
        await().until(() -> mailbox.heartbeats() > 1);

        container.stop();
        int last = mailbox.heartbeats();

        await().during(Duration.ofMillis(50)).atMost(Duration.ofSeconds(5)).until(() -> mailbox.heartbeats() == last);
    }

    private MailboxContainer.Source failingRelease() {
        return new MailboxContainer.Source() {
            @Override
            public Mailbox open() {
                return mailbox;
            }

            @Override
            public void released(Mailbox mailbox) {
                throw new IllegalStateException("on purpose");
            }
        };
    }

    private MailboxContainer.Source source() {
        return new MailboxContainer.Source() {
            @Override
            public Mailbox open() {
                return mailbox.reopen();
            }

            @Override
            public void released(Mailbox closed) {
                assertThat(mailbox.isClosed()).isTrue();
                released.add(closed);
            }
        };
    }

    private MailboxContainer container(MessageHandler handler, ContainerOptions options) {
        return new MailboxContainer("test", source(), handler, options);
    }

    private void start(MessageHandler handler, ContainerOptions options) {
        container = container(handler, options);
        container.start();
    }

    private MessageHandler blocking(CountDownLatch busy) {
        return message -> {
            busy.countDown();
            gate.await();
        };
    }

    private static List<UUID> tags(List<Message> messages) {
        return messages.stream().map(Message::tag).toList();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @SuppressWarnings("unchecked") // fools the compiler on purpose
    private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }
}
