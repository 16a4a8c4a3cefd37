package academy.exchange.mailbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Many containers whose mailboxes tell when there is something, on the threads that they share. */
@Timeout(120)
class ManyContainersTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Map<UUID, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final List<FakeMailbox> mailboxes = new ArrayList<>();
    private final List<MailboxContainer> containers = new ArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final LogLines log = new LogLines();

    @AfterEach
    void end() {
        gate.countDown();
        mailboxes.forEach(mailbox -> {
            mailbox.hang(false);
            mailbox.hangHeartbeats(false);
        });
        stopAll();
        log.close();
        await().atMost(SOON).untilAsserted(() -> assertThat(sharedThreads()).isEmpty());
    }

    @Test
    void tenThousandContainersUseEightPollerThreadsAtMostAndMissNothing() {
        addAll(10_000, OPTIONS);
        AtomicInteger most = new AtomicInteger();
        containers.forEach(MailboxContainer::start);
        List<Message> sent = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            mailboxes.forEach(mailbox -> sent.add(mailbox.put()));
            most.accumulateAndGet(pollerThreads(), Math::max);
        }

        await().atMost(SOON).until(() -> handled.size() == sent.size());
        assertThat(handled.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        sent.stream().map(Message::tag).toList());
        assertThat(handled.values()).allMatch(count -> count.get() == 1);
        assertThat(most).hasValueBetween(1, 8);
        assertThat(pollerThreads()).isBetween(1, 8);
    }

    @Test
    void idleContainersTakeNoTurns() {
        addAll(1_000, OPTIONS.withPollTimeout(Duration.ofMillis(1)));
        containers.forEach(MailboxContainer::start);
        await().atMost(SOON).until(() -> mailboxes.stream().allMatch(mailbox -> mailbox.heartbeats() == 1));

        await().during(Duration.ofMillis(500))
                .until(() -> mailboxes.stream().allMatch(mailbox -> mailbox.receives() == 1));
        assertThat(containers).allMatch(each -> each.notResponding().isEmpty());
    }

    @Test
    void handlersOfManyContainersLeaveFewThreads() {
        addAll(1_000, OPTIONS);
        containers.forEach(MailboxContainer::start);
        mailboxes.forEach(FakeMailbox::put);
        await().atMost(SOON).until(() -> handled.size() == 1_000);

        await().atMost(SOON).until(() -> handlerThreads() <= 2);
        assertThat(containers).allMatch(MailboxContainer::isRunning);
    }

    @Test
    void floodedMailboxDoesNotStarveAQuietOne() {
        FakeMailbox flooded = new FakeMailbox(FakeMailbox.Kind.TELLING);
        mailboxes.add(flooded);
        AtomicInteger floods = new AtomicInteger();
        containers.add(new MailboxContainer(
                "many-flooded",
                flooded::reopen,
                message -> {
                    floods.incrementAndGet();
                    flooded.put(message);
                },
                OPTIONS.withPrefetch(255)));
        flooded.put(10_000);
        List<FakeMailbox> quiet = addAll(20, OPTIONS);
        containers.forEach(MailboxContainer::start);
        for (int round = 0; round < 50; round++) {
            int before = floods.get();
            List<Message> sent = quiet.stream().map(FakeMailbox::put).toList();
            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> sent.stream()
                    .allMatch(each -> handled.containsKey(each.tag())));
            await().atMost(SOON).until(() -> floods.get() > before);
        }
        assertThat(flooded.left().size()).isGreaterThan(9_000);
    }

    @Test
    void hangingStoreOfOneHoldsUpNoOther() {
        FakeMailbox hanging = add(OPTIONS);
        FakeMailbox another = add(OPTIONS);
        hanging.hangHeartbeats(true);
        another.hang(true);
        List<FakeMailbox> others = addAll(50, OPTIONS);
        containers.forEach(MailboxContainer::start);
        await().atMost(SOON).until(() -> hanging.isHanging() && another.isHanging());

        List<Message> sent = others.stream().map(FakeMailbox::put).toList();
        await().atMost(SOON).until(() -> handled.size() == sent.size());
    }

    @Test
    void containersThatNoThreadIsLeftForDoNotRespond() {
        SteppedClock clock = new SteppedClock();
        ContainerOptions options = OPTIONS.withPollTimeout(Duration.ofMillis(1));
        for (int number = 0; number < 8; number++) {
            add(options).hang(true);
        }
        containers.forEach(MailboxContainer::start);
        await().atMost(SOON).until(() -> mailboxes.stream().allMatch(FakeMailbox::isHanging));
        FakeMailbox waiting = new FakeMailbox(FakeMailbox.Kind.TELLING);
        mailboxes.add(waiting);
        MailboxContainer last = new MailboxContainer("last", waiting::reopen, this::handle, options, clock, () -> 0.5);
        containers.add(last);
        last.start();

        await().atMost(SOON).until(() -> last.notResponding().isPresent());
        mailboxes.forEach(mailbox -> mailbox.hang(false));
        await().atMost(SOON).until(() -> last.notResponding().isEmpty());
        Message message = waiting.put();
        await().atMost(SOON).until(() -> handled.containsKey(message.tag()));
    }

    @Test
    void lostWakeUpIsFoundAtTheNextHeartbeat() {
        FakeMailbox mailbox = add(OPTIONS.withHeartbeatInterval(Duration.ofMillis(300)));
        containers.get(0).start();
        await().until(() -> mailbox.heartbeats() == 1);
        mailbox.fallSilent(true);
        Message lost = mailbox.put();

        await().atMost(SOON).until(() -> handled.containsKey(lost.tag()));
        mailbox.fallSilent(false);
        int heartbeats = mailbox.heartbeats();
        Message next = mailbox.put();
        await().pollInterval(Duration.ofMillis(1)).until(() -> handled.containsKey(next.tag()));
        assertThat(mailbox.heartbeats()).isLessThanOrEqualTo(heartbeats + 1);
    }

    @Test
    void mailboxWithOneMessageAtATimeIsNotLookedIntoForNothing() {
        FakeMailbox mailbox = add(OPTIONS);
        containers.get(0).start();
        await().until(() -> mailbox.heartbeats() == 1);
        handleAlone(mailbox);
        await().until(() -> mailbox.receives() == 3);

        for (int count = 4; count < 10; count++) {
            handleAlone(mailbox);
            assertThat(mailbox.receives()).isEqualTo(count);
        }
    }

    private void handleAlone(FakeMailbox mailbox) {
        Message message = mailbox.put();
        await().until(() -> handled.containsKey(message.tag()) && mailbox.isAwaited());
    }

    @Test
    void idleContainerKnowsItsMailboxNow() {
        add(OPTIONS);
        SteppedClock clock = new SteppedClock();
        FakeMailbox mailbox = mailboxes.get(0);
        MailboxContainer container =
                new MailboxContainer("idle", mailbox::reopen, this::handle, OPTIONS, clock, () -> 0.5);
        containers.add(container);
        container.start();
        await().until(() ->
                mailbox.heartbeats() == 1 && container.status().lastPoll().isPresent());
        clock.step(Duration.ofSeconds(20));

        assertThat(container.status().lastPoll()).hasValue(clock.instant());
        assertThat(container.notResponding()).isEmpty();
    }

    @Test
    void stormOfStartsPausesAndStopsLosesNothing() throws Exception {
        addAll(16, OPTIONS.withConcurrency(2).withPrefetch(3));
        AtomicBoolean over = new AtomicBoolean();
        List<Message> sent = new CopyOnWriteArrayList<>();
        List<Thread> storm = IntStream.range(0, 4)
                .mapToObj(seed -> new Thread(() -> {
                    Random random = new Random(seed);
                    while (!over.get()) {
                        disturb(random);
                        sent.add(any(mailboxes, random).put());
                    }
                }))
                .toList();
        storm.forEach(Thread::start);
        await().atMost(SOON).until(() -> sent.size() > 2_000);
        over.set(true);
        for (Thread each : storm) {
            each.join();
        }
        stopAll();
        await().atMost(SOON).untilAsserted(() -> assertThat(sharedThreads()).isEmpty());

        containers.forEach(MailboxContainer::start);
        await().atMost(SOON).until(() -> handled.size() == sent.size());
        assertThat(handled.values()).allMatch(count -> count.get() == 1);
        assertThat(containers).allMatch(each -> each.failures() == 0);
    }

    @Test
    void terminatedMailboxesEndTheirContainersAndLeaveNoThread() {
        addAll(200, OPTIONS);
        containers.forEach(MailboxContainer::start);
        mailboxes.forEach(FakeMailbox::terminate);

        await().atMost(SOON).until(() -> containers.stream()
                .allMatch(each -> each.status().state() == MailboxContainer.State.TERMINATED));
        await().atMost(SOON).untilAsserted(() -> assertThat(sharedThreads()).isEmpty());
    }

    @Test
    void jvmIsKeptAliveAsLongAsAContainerStartedByAThreadThatDoesSo() throws Exception {
        add(OPTIONS);
        add(OPTIONS);
        Thread daemon = new Thread(containers.get(0)::start);
        daemon.setDaemon(true);
        daemon.start();
        daemon.join();
        assertThat(lastingThreads()).isEmpty();

        Thread other = new Thread(containers.get(1)::start);
        other.setDaemon(false);
        other.start();
        other.join();
        assertThat(lastingThreads()).isNotEmpty();

        containers.get(1).stop();
        await().untilAsserted(() -> assertThat(lastingThreads()).isEmpty());
        assertThat(containers.get(0).isRunning()).isTrue();
    }

    @Test
    void handlerThreadsKeepTheJvmAliveAsTheirContainerDoes() throws Exception {
        Map<String, Boolean> daemons = new ConcurrentHashMap<>();
        for (boolean isDaemon : List.of(true, false)) {
            FakeMailbox mailbox = new FakeMailbox(FakeMailbox.Kind.TELLING);
            MailboxContainer container = new MailboxContainer(
                    "daemon-" + isDaemon,
                    mailbox::reopen,
                    message -> daemons.put(
                            Thread.currentThread().getName(),
                            Thread.currentThread().isDaemon()),
                    OPTIONS);
            containers.add(container);
            Thread starter = new Thread(container::start);
            starter.setDaemon(isDaemon);
            starter.start();
            starter.join();
            mailbox.put();
        }

        await().until(() -> daemons.size() == 2);
        assertThat(daemons).containsEntry("daemon-true-worker-1", true).containsEntry("daemon-false-worker-1", false);
    }

    @Test
    void interruptOfAStopReachesItsOwnHandlersOnly() {
        AtomicInteger interrupted = new AtomicInteger();
        for (int number = 0; number < 50; number++) {
            FakeMailbox mailbox = new FakeMailbox(FakeMailbox.Kind.TELLING);
            mailboxes.add(mailbox);
            boolean stuck = number % 2 == 0;
            containers.add(new MailboxContainer(
                    "mixed-" + number,
                    mailbox::reopen,
                    message -> {
                        if (stuck) {
                            gate.await();
                        } else if (Thread.currentThread().isInterrupted()) {
                            interrupted.incrementAndGet();
                        }
                        handle(message);
                    },
                    OPTIONS.withShutdownTimeout(Duration.ZERO)));
        }
        containers.forEach(MailboxContainer::start);
        List<FakeMailbox> busy = new ArrayList<>();
        for (int number = 1; number < 50; number += 2) {
            busy.add(mailboxes.get(number));
        }
        for (int number = 0; number < 50; number += 2) {
            mailboxes.get(number).put();
            busy.forEach(mailbox -> mailbox.put(20));
            containers.get(number).stop();
        }

        await().atMost(SOON).until(() -> handled.size() == 25 * 25 * 20);
        assertThat(interrupted).hasValue(0);
    }

    private void disturb(Random random) {
        MailboxContainer container = any(containers, random);
        switch (random.nextInt(6)) {
            case 0 -> container.pause();
            case 1 -> container.stop();
            case 2 -> {
                var unused = container.stopAsync();
            }
            case 3 -> container.resume();
            default -> startIfItCan(container);
        }
    }

    private static void startIfItCan(MailboxContainer container) {
        try {
            container.start();
        } catch (IllegalStateException stillStopping) {
            // Another time.
        }
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private void handle(Message message) {
        handled.computeIfAbsent(message.tag(), tag -> new AtomicInteger()).incrementAndGet();
    }

    private FakeMailbox add(ContainerOptions options) {
        return addAll(1, options).get(0);
    }

    private List<FakeMailbox> addAll(int count, ContainerOptions options) {
        List<FakeMailbox> added = Stream.generate(() -> new FakeMailbox(FakeMailbox.Kind.TELLING))
                .limit(count)
                .toList();
        added.forEach(mailbox -> containers.add(
                new MailboxContainer("many-" + containers.size(), mailbox::reopen, this::handle, options)));
        mailboxes.addAll(added);
        return added;
    }

    private void stopAll() {
        containers.stream().map(MailboxContainer::stopAsync).toList().forEach(stopped -> assertThat(stopped)
                .succeedsWithin(SOON));
    }

    private static Collection<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    private static int pollerThreads() {
        return (int) threads().stream()
                .filter(each -> each.getName().startsWith("exchange-poller-"))
                .count();
    }

    private static int handlerThreads() {
        return (int) threads().stream()
                .filter(each -> each.getName().startsWith("exchange-handler-")
                        || each.getName().endsWith("-worker-1"))
                .count();
    }

    /** All that containers make, but for those that see them off. */
    private static List<String> sharedThreads() {
        return threads().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("exchange-poller-")
                        || name.startsWith("exchange-handler-")
                        || name.startsWith("many-")
                        || name.startsWith("mixed-")
                        || name.equals("exchange-keep-alive"))
                .toList();
    }

    /** Those of the containers that keep the JVM alive. */
    private static List<String> lastingThreads() {
        return threads().stream()
                .filter(each -> !each.isDaemon())
                .map(Thread::getName)
                .filter(name -> sharedThreads().contains(name))
                .toList();
    }
}
