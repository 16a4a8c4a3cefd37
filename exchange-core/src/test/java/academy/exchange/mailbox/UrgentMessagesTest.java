package academy.exchange.mailbox;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ch.qos.logback.classic.Level;

import academy.exchange.AgentId;
import academy.exchange.ErrorCode;
import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Urgency;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What cannot wait for a free handler. */
@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class UrgentMessagesTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults()
            .withPollTimeout(Duration.ofMillis(100))
            .withMinBackOff(Duration.ofMillis(1))
            .withMaxBackOff(Duration.ofMillis(5));

    private final FakeMailbox mailbox;
    private final LogLines log = new LogLines();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Desk desk = new Desk();
    private MailboxContainer container;

    UrgentMessagesTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind);
        container = container(OPTIONS);
    }

    @AfterEach
    void end() {
        gate.countDown();
        container.stop();
        log.close();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void urgentMessagesAreHandledWhileEveryHandlerIsBusy() {
        keepBusy(OPTIONS.withConcurrency(2), 2);
        Message waiting = mailbox.put();
        Message ping = mailbox.put(new Request.Ping());

        await().until(() -> desk.urgent.contains(ping));
        assertThat(mailbox.left()).containsExactly(waiting);
        assertThat(desk.threads).containsExactly("desk-urgent");
        assertThat(container.status().inFlight()).isEqualTo(2);
        assertThat(container.status().lastPoll()).isPresent();
    }

    @Test
    void urgentMessagesAreHandledWhileTheContainerIsPaused() {
        desk.gated = false;
        container.start();
        container.pause();
        await().until(() -> mailbox.looks() > 2);
        Message waiting = mailbox.put();
        Message ping = mailbox.put(new Request.Ping());

        await().until(() -> desk.urgent.contains(ping));
        assertThat(mailbox.left()).containsExactly(waiting);

        container.resume();
        await().until(() -> desk.handled.contains(waiting));
    }

    @Test
    void backlogDoesNotHideUrgentMessages() throws Exception {
        desk.gated = false;
        AtomicBoolean answered = new AtomicBoolean();
        Thread others = new Thread(() -> {
            while (!answered.get() && gate.getCount() > 0) {
                if (mailbox.left().size() < 100) {
                    mailbox.put(100);
                }
            }
        });
        mailbox.put(1_000);
        container.start();
        others.start();
        Message ping = mailbox.put(new Request.Ping());
        await().until(() -> desk.urgent.contains(ping));
        answered.set(true);
        others.join();

        await().until(() -> mailbox.left().isEmpty());
    }

    @Test
    void looksOfABacklogAreByTimeAndNotByMessage() {
        desk.gated = false;
        container = container(OPTIONS.withPollTimeout(Duration.ofSeconds(20)));
        List<Message> sent = mailbox.put(20_000);
        container.start();

        await().until(() -> desk.handled.size() == sent.size());
        assertThat(mailbox.looks()).isLessThan(100);
    }

    @Test
    void looksOfABusyContainerBecomeRarer() {
        keepBusy(OPTIONS.withPollTimeout(Duration.ofSeconds(60)), 1);

        await().until(() -> mailbox.looks() > 3);
        await().during(Duration.ofMillis(300)).until(() -> mailbox.looks() < 20);
    }

    @Test
    void urgentMessagesStayInTheMailboxWhenTheirHandlerIsFarBehind() {
        desk.onUrgent = gate::await;
        container = container(OPTIONS.withPollTimeout(Duration.ofSeconds(60)));
        for (int index = 0; index < 1_200; index++) {
            mailbox.put(new Request.Ping());
        }
        container.start();

        await().until(() -> mailbox.left().size() == 199);
        await().during(Duration.ofMillis(200)).until(() -> mailbox.left().size() == 199);
        gate.countDown();
        await().until(() -> desk.urgent.size() == 1_200);
    }

    @Test
    void idleContainerDoesNotLook() {
        container.start();

        await().until(() -> {
            mailbox.tell();
            return mailbox.receives() > 10;
        });
        assertThat(mailbox.looks()).isZero();
    }

    @Test
    void containerWhoseHandlerKnowsNothingUrgentDoesNotLook() throws Exception {
        desk.kinds = Set.of();
        keepBusy(OPTIONS, 1);
        Message ping = mailbox.put(new Request.Ping());

        container.pause();
        await().during(Duration.ofMillis(200)).until(() -> mailbox.looks() == 0);
        container.resume();
        gate.countDown();

        await().until(() -> desk.handled.contains(ping));
        assertThat(desk.urgent).isEmpty();
    }

    @Test
    void urgentMessageReceivedInItsTurnNeedsNoWorker() {
        desk.gated = false;
        Message ping = mailbox.put(new Request.Ping());
        Message action = mailbox.put();
        Message answer = mailbox.put(Message.request(mailbox.id, AgentId.random(), new Request.Ping())
                .reply(new Response.ProtocolError(ErrorCode.INVALID_CLIENT, mailbox.id)));
        container.start();

        await().until(() -> desk.handled.contains(action) && desk.urgent.size() == 2);
        assertThat(desk.urgent).containsExactly(ping, answer);
        assertThat(desk.handled).containsExactly(action);
    }

    @Test
    void onlyTheKindsThatAreUrgentToTheHandlerOvertake() {
        desk.kinds = Set.of(Urgency.RESPONSE);
        keepBusy(OPTIONS, 1);
        Message ping = mailbox.put(new Request.Ping());
        Message answer = mailbox.put(Message.request(mailbox.id, AgentId.random(), new Request.Ping())
                .reply(new Response.ProtocolError(ErrorCode.INVALID_CLIENT, mailbox.id)));

        await().until(() -> desk.urgent.contains(answer));
        assertThat(mailbox.left()).containsExactly(ping);
        gate.countDown();
        await().until(() -> desk.handled.contains(ping));
    }

    @Test
    void messageThatTurnsOutNotToBeUrgentWaitsForAWorkerAheadOfTheQueue() {
        keepBusy(OPTIONS, 1);
        Message action = mailbox.put();
        Message ordinary = putOrdinary(1).get(0);

        await().until(() -> desk.urgent.contains(ordinary));
        assertThat(desk.handled).isEmpty();
        assertThat(mailbox.left()).containsExactly(action);
        gate.countDown();
        await().until(() -> desk.handled.contains(action));
        assertThat(desk.handled).endsWith(ordinary, action);
        assertThat(desk.most).hasValue(1);
    }

    @Test
    void messageThatTurnsOutNotToBeUrgentDuringAStopIsHandledByAWorker() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        desk.onUrgent = () -> assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
        keepBusy(OPTIONS, 1);
        Message ordinary = putOrdinary(1).get(0);
        await().until(() -> desk.urgent.contains(ordinary));
        CompletableFuture<Void> stopped = container.stopAsync();
        await().until(mailbox::isStopped);
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch("desk"::equals));

        looked.countDown();
        await().during(Duration.ofMillis(200)).until(() -> desk.running.get() == 1);
        gate.countDown();
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(desk.handled).hasSize(2).contains(ordinary);
        assertThat(desk.most).hasValue(1);
    }

    @Test
    void messagesThatTurnOutNotToBeUrgentStayInTheMailboxWhenWorkersAreFarBehind() {
        keepBusy(OPTIONS.withPollTimeout(Duration.ofMillis(4)), 1);
        putOrdinary(1_100);
        await().until(() -> desk.urgent.size() == 1_100);

        putOrdinary(100);
        await().during(Duration.ofMillis(200)).until(() -> mailbox.left().size() == 100);
        gate.countDown();
        await().until(() -> desk.handled.size() == 1_201);
        assertThat(desk.most).hasValue(1);
    }

    @Test
    void busyContainerLearnsOfTermination() {
        keepBusy(OPTIONS, 1);
        mailbox.terminate();

        await().until(() -> container.status().state() == State.TERMINATED);
        assertThat(container.status().inFlight()).isEqualTo(1);
        gate.countDown();
        await().until(() -> desk.handled.size() == 1);
        assertThat(container.failures()).isZero();
    }

    @Test
    void busyContainerLearnsThatItsReaderWasClosed() {
        keepBusy(OPTIONS, 1);
        mailbox.close();

        await().until(() -> container.status().state() == State.STOPPING);
        gate.countDown();
        await().until(() -> container.status().state() == State.STOPPED);
    }

    @Test
    void failedLookIsAnOutageThatEnds() {
        keepBusy(OPTIONS, 1);
        mailbox.failWith(new ExchangeUnavailableException("away", null));
        mailbox.failWith(new ExchangeUnavailableException("away", null));
        Message ping = mailbox.put(new Request.Ping());

        await().until(() -> desk.urgent.contains(ping));
        await().untilAsserted(() -> assertThat(container.status().lastError()).isEmpty());
        assertThat(log.at(Level.WARN)).singleElement().asString().contains("away");
    }

    @Test
    void withdrawnTagsReachTheHandlerWhileItIsBusy() {
        keepBusy(OPTIONS, 1);
        UUID tag = UUID.randomUUID();
        mailbox.withdraw(tag);

        await().until(() -> desk.withdrawn.contains(tag));
    }

    @Test
    void withdrawnTagsReachTheHandlerThoughAnotherIsFree() {
        keepBusy(OPTIONS.withConcurrency(2), 1);
        UUID tag = UUID.randomUUID();
        mailbox.withdraw(tag);

        await().until(() -> desk.withdrawn.contains(tag));
    }

    @Test
    void withdrawnTagsDoNotPileUpBeforeASlowHandler() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        desk.onUrgent = () -> assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        keepBusy(OPTIONS.withPollTimeout(Duration.ofMillis(4)), 1);
        mailbox.put(new Request.Ping());
        mailbox.withdraw(UUID.randomUUID());
        int before = mailbox.looks();
        await().until(() -> mailbox.looks() > before + 20);

        assertThat(desk.tellings).hasValue(0);
        mailbox.failWith(new ExchangeUnavailableException("so that the looks end", null));
        CompletableFuture<Void> stopped = container.stopAsync();
        await().until(() -> container.status().state() == State.STOPPING);
        told.countDown();
        gate.countDown();
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(desk.tellings).hasValueLessThan(3);
    }

    @Test
    void failuresOfUrgentHandlersAreLoggedCountedAndEndNothing() {
        desk.onUrgent = () -> {
            throw new IllegalStateException("on purpose");
        };
        keepBusy(OPTIONS, 1);
        Message first = mailbox.put(new Request.Ping());
        mailbox.put(new Request.Ping());

        await().until(() -> container.failures() == 2);
        await().untilAsserted(() -> assertThat(log.at(Level.ERROR)).hasSize(2));
        assertThat(log.at(Level.ERROR).get(0)).contains(first.tag().toString());
    }

    @Test
    void stopWaitsForTheUrgentMessageThatRuns() throws Exception {
        desk.onUrgent = gate::await;
        container.start();
        Message ping = mailbox.put(new Request.Ping());
        await().until(() -> desk.urgent.contains(ping));
        CompletableFuture<Void> stopped = container.stopAsync();
        assertThat(stopped).isNotDone();

        gate.countDown();
        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(container.failures()).isZero();
    }

    @Test
    void stuckUrgentHandlerIsInterruptedAfterTheShutdownTimeout() {
        desk.onUrgent = gate::await;
        container = container(OPTIONS.withShutdownTimeout(Duration.ofMillis(20)));
        container.start();
        Message ping = mailbox.put(new Request.Ping());
        await().until(() -> desk.urgent.contains(ping));
        container.stop();

        await().until(() -> container.failures() == 1);
        assertThat(log.at(Level.WARN))
                .singleElement()
                .asString()
                .contains(ping.tag().toString());
    }

    @Test
    void urgentHandlerMayStopItsOwnContainer() {
        desk.onUrgent = () -> container.stop();
        container.start();
        mailbox.put(new Request.Ping());

        await().until(() -> container.status().state() == State.STOPPED);
        assertThat(log.at(Level.WARN)).isEmpty();
    }

    @Test
    void containerThatIsPausedWhileBusyTakesNothingWhenAHandlerIsFree() {
        keepBusy(OPTIONS, 1);
        Message waiting = mailbox.put();
        container.pause();
        gate.countDown();

        await().until(() -> desk.handled.size() == 1);
        await().during(Duration.ofMillis(100)).until(() -> mailbox.left().contains(waiting));
    }

    @Test
    void everyMessageIsHandledOnceHoweverItCame() {
        desk.gated = false;
        container = container(OPTIONS.withPollTimeout(Duration.ofMillis(4)).withConcurrency(3));
        container.start();
        Set<UUID> sent = ConcurrentHashMap.newKeySet();
        for (int index = 0; index < 5_000; index++) {
            sent.add((index % 3 == 0 ? mailbox.put(new Request.Ping()) : mailbox.put()).tag());
        }
        await().until(() -> desk.handled.size() + desk.urgent.size() >= sent.size());
        container.stop();

        assertThat(desk.all()).hasSameSizeAs(sent).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(desk.most).hasValueLessThanOrEqualTo(3);
        assertThat(desk.urgent).noneMatch(message -> message.body() instanceof Request.Action);
    }

    /** Messages that seem to be urgent until the handler has seen them. */
    private List<Message> putOrdinary(int count) {
        return Stream.generate(() -> Message.request(AgentId.random(), mailbox.id, new Request.Ping()))
                .limit(count)
                .peek(message -> desk.ordinary.add(message.tag()))
                .map(mailbox::put)
                .toList();
    }

    private MailboxContainer container(ContainerOptions options) {
        return new MailboxContainer("desk", mailbox::reopen, desk, options);
    }

    /** Starts a container and waits until so many handlers are at work, none of which ends before the gate is open. */
    private void keepBusy(ContainerOptions options, int handlers) {
        mailbox.put(handlers);
        container = container(options);
        container.start();
        await().until(() -> desk.running.get() == handlers);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("desk"))
                .toList();
    }

    /** What a test does when something urgent comes. */
    private interface Step {
        void run() throws Exception;
    }

    /** A handler that keeps book. */
    private final class Desk implements MessageHandler {

        final List<Message> handled = new CopyOnWriteArrayList<>();
        final List<Message> urgent = new CopyOnWriteArrayList<>();
        final Set<UUID> withdrawn = ConcurrentHashMap.newKeySet();
        final Set<String> threads = ConcurrentHashMap.newKeySet();
        final AtomicInteger tellings = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        volatile Set<Urgency> kinds = EnumSet.allOf(Urgency.class);
        final Set<UUID> ordinary = ConcurrentHashMap.newKeySet();
        volatile boolean gated = true;
        volatile Step onUrgent = () -> {};

        @Override
        public void handle(Message message) throws Exception {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                if (gated) {
                    gate.await();
                }
                handled.add(message);
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public Set<Urgency> urgent() {
            return kinds;
        }

        @Override
        public boolean handleUrgent(Message message) throws Exception {
            threads.add(Thread.currentThread().getName());
            urgent.add(message);
            onUrgent.run();
            return !ordinary.contains(message.tag());
        }

        @Override
        public void withdrawn(Set<UUID> tags) {
            tellings.incrementAndGet();
            withdrawn.addAll(tags);
        }

        List<UUID> all() {
            return Stream.concat(handled.stream(), urgent.stream())
                    .map(Message::tag)
                    .toList();
        }
    }
}
