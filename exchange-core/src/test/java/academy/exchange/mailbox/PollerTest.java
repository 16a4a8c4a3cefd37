package academy.exchange.mailbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Message;
import academy.exchange.mailbox.Poller.Next;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class PollerTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults()
            .withPollTimeout(Duration.ofMillis(1))
            .withMinBackOff(Duration.ofMillis(1))
            .withMaxBackOff(Duration.ofMillis(2));

    private static final Duration LONG = Duration.ofSeconds(10);

    private final FakeMailbox mailbox = new FakeMailbox();
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final Workers workers = new Workers(setup(OPTIONS.withConcurrency(3)));
    private final Outage outage = new Outage("step", OPTIONS, () -> 0.5);
    private final Poller poller = poller(OPTIONS);

    @Test
    void onePollTakesNoMoreThanThereArePermits() {
        mailbox.put(4);

        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        assertThat(mailbox.left()).hasSize(1);
        await().until(() -> handled.size() == 3);
        workers.finish();
    }

    @Test
    void unusedPermitsAreGivenBack() throws Exception {
        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);

        assertThat(workers.acquireWithin(LONG)).isEqualTo(3);
    }

    @Test
    void failedPollGivesAllPermitsBack() throws Exception {
        mailbox.failWith(new ExchangeUnavailableException("away", null));

        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        assertThat(outage.lastError()).hasValue("away");
        assertThat(poller.lastPoll()).isEmpty();
        assertThat(workers.acquireWithin(LONG)).isEqualTo(3);
    }

    @Test
    void waitForAFreeHandlerCountsAsALookIntoTheMailbox() throws Exception {
        workers.acquireWithin(LONG);
        mailbox.failWith(new ExchangeUnavailableException("away", null));
        Thread polling = new Thread(poller::pollOnce);
        polling.start();
        await().until(() -> polling.getState() == Thread.State.TIMED_WAITING);
        assertThat(poller.lastPoll()).isEmpty();

        workers.giveBack(3);

        polling.join(10_000);
        assertThat(poller.lastPoll()).isPresent();
    }

    @Test
    void nothingIsTakenAfterAStopWasRequested() {
        mailbox.put();
        poller.requestStop();

        assertThat(poller.pollOnce()).isEqualTo(Next.STOPPED);
        assertThat(mailbox.left()).hasSize(1);
    }

    @Test
    void firstPollOnlyLooksSoThatTheFirstHeartbeatComesAtOnce() {
        Poller patient = poller(OPTIONS.withPollTimeout(Duration.ofHours(1)));

        assertThat(patient.pollOnce()).isEqualTo(Next.POLL);

        assertThat(mailbox.heartbeats()).isEqualTo(1);
    }

    @Test
    void heartbeatIsNotGivenBeforeItsTime() {
        for (int poll = 0; poll < 20; poll++) {
            mailbox.put();
            assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        }

        assertThat(mailbox.heartbeats()).isEqualTo(1);
        workers.finish();
    }

    @Test
    void heartbeatIsGivenAgainAfterEachInterval() {
        Poller lively = poller(OPTIONS.withHeartbeatInterval(Duration.ofMillis(5)));

        await().until(() -> lively.pollOnce() == Next.POLL && mailbox.heartbeats() > 3);
    }

    @Test
    void pollWaitsNoLongerThanUntilTheNextHeartbeat() {
        Poller lively =
                poller(OPTIONS.withPollTimeout(Duration.ofHours(1)).withHeartbeatInterval(Duration.ofMillis(5)));

        await().until(() -> lively.pollOnce() == Next.POLL && mailbox.heartbeats() > 3);
    }

    @Test
    void failedPollGivesNoHeartbeat() {
        mailbox.failWith(new ExchangeUnavailableException("away", null));

        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        assertThat(mailbox.heartbeats()).isZero();
    }

    @Test
    void heartbeatThatFailsIsTriedAgainAndNoFailureOfThePoll() {
        mailbox.failHeartbeats(true);
        await().until(() -> poller.pollOnce() == Next.POLL && mailbox.heartbeats() > 3);
        assertThat(outage.lastError()).isEmpty();
        assertThat(poller.lastPoll()).isPresent();

        mailbox.failHeartbeats(false);
        int failed = mailbox.heartbeats();
        await().until(() -> poller.pollOnce() == Next.POLL && mailbox.heartbeats() == failed + 1);
        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        assertThat(mailbox.heartbeats()).isEqualTo(failed + 1);
    }

    @Test
    void heartbeatsGoOnWhileNoHandlerIsFree() throws Exception {
        Poller lively = poller(OPTIONS.withHeartbeatInterval(Duration.ofMillis(5)));
        workers.acquireWithin(LONG);
        Thread polling = new Thread(lively::pollOnce);
        polling.start();

        await().until(() -> mailbox.heartbeats() > 3);
        assertThat(mailbox.receives()).isZero();

        workers.giveBack(3);
        polling.join(10_000);
        assertThat(polling.isAlive()).isFalse();
    }

    @Test
    void stoppedLoopGivesNoHeartbeat() {
        poller.requestStop();

        assertThat(poller.pollOnce()).isEqualTo(Next.STOPPED);
        assertThat(mailbox.heartbeats()).isZero();
    }

    private Poller poller(ContainerOptions options) {
        ContainerSetup setup = setup(options);
        UrgentWorker urgent = new UrgentWorker(setup, workers);
        Silence silence = new Silence(Duration.ZERO, setup.clock(), since -> {});
        Restoration restoration = new Restoration(setup, mailbox, () -> {});
        return new Poller(setup, mailbox, workers, urgent, outage, restoration, silence);
    }

    private ContainerSetup setup(ContainerOptions options) {
        return new ContainerSetup(
                "step", () -> mailbox, handled::add, options, InstantSource.system(), () -> 0.5, new LongAdder());
    }
}
