package academy.exchange.mailbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import academy.exchange.ExchangeUnavailableException;
import academy.exchange.Message;
import academy.exchange.mailbox.Poller.Next;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class PollerTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults()
            .withPollTimeout(Duration.ofMillis(1))
            .withMinBackOff(Duration.ofMillis(1))
            .withMaxBackOff(Duration.ofMillis(2));

    private final FakeMailbox.Kind kind;
    private final FakeMailbox mailbox;
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final Workers workers;
    private final Outage outage = new Outage("step", OPTIONS, () -> 0.5);
    private final Poller poller;

    PollerTest(FakeMailbox.Kind kind) {
        this.kind = kind;
        mailbox = new FakeMailbox(kind);
        workers = new Workers(setup(OPTIONS.withConcurrency(3)), HandlerPool.forThisThread());
        poller = poller(OPTIONS);
    }

    @Test
    void onePollTakesNoMoreThanThereArePermits() {
        mailbox.put(4);

        assertThat(poller.turn()).matches(Next::goesOn);
        assertThat(mailbox.left()).hasSize(1);
        await().until(() -> handled.size() == 3);
        workers.finish();
    }

    @Test
    void unusedPermitsAreGivenBack() {
        assertThat(poller.turn()).matches(Next::goesOn);

        assertThat(workers.acquire()).isEqualTo(3);
    }

    @Test
    void failedPollGivesAllPermitsBack() {
        mailbox.failWith(new ExchangeUnavailableException("away", null));

        assertThat(poller.turn()).isEqualTo(Next.REST);
        assertThat(outage.lastError()).hasValue("away");
        assertThat(poller.lastPoll(Duration.ZERO)).isEmpty();
        assertThat(workers.acquire()).isEqualTo(3);
    }

    @Test
    void waitForAFreeHandlerCountsAsALookIntoTheMailbox() {
        workers.acquire();
        mailbox.failWith(new ExchangeUnavailableException("away", null));
        assertThat(poller.turn()).isEqualTo(Next.REST);
        assertThat(poller.lastPoll(Duration.ZERO)).isEmpty();

        workers.giveBack(3);

        assertThat(poller.turn()).isEqualTo(Next.REST);
        assertThat(outage.lastError()).hasValue("away");
        assertThat(poller.lastPoll(Duration.ZERO)).isPresent();
    }

    @Test
    void nothingIsTakenAfterAStopWasRequested() {
        mailbox.put();
        poller.requestStop();

        assertThat(poller.turn()).isEqualTo(Next.STOPPED);
        assertThat(mailbox.left()).hasSize(1);
    }

    @Test
    void firstPollOnlyLooksSoThatTheFirstHeartbeatComesAtOnce() {
        Poller patient = poller(OPTIONS.withPollTimeout(Duration.ofHours(1)));

        assertThat(patient.turn()).matches(Next::goesOn);

        assertThat(mailbox.heartbeats()).isEqualTo(1);
    }

    @Test
    void heartbeatIsNotGivenBeforeItsTime() {
        for (int poll = 0; poll < 20; poll++) {
            mailbox.put();
            assertThat(poller.turn()).matches(Next::goesOn);
        }

        assertThat(mailbox.heartbeats()).isEqualTo(1);
        workers.finish();
    }

    @Test
    void heartbeatIsGivenAgainAfterEachInterval() {
        Poller lively = poller(OPTIONS.withHeartbeatInterval(Duration.ofMillis(5)));

        await().until(() -> lively.turn().goesOn() && mailbox.heartbeats() > 3);
    }

    @Test
    void pollWaitsNoLongerThanUntilTheNextHeartbeat() {
        Poller lively =
                poller(OPTIONS.withPollTimeout(Duration.ofHours(1)).withHeartbeatInterval(Duration.ofMillis(5)));

        await().until(() -> lively.turn().goesOn() && mailbox.heartbeats() > 3);
    }

    @Test
    void failedPollGivesNoHeartbeat() {
        mailbox.failWith(new ExchangeUnavailableException("away", null));

        assertThat(poller.turn()).matches(Next::goesOn);
        assertThat(mailbox.heartbeats()).isZero();
    }

    @Test
    void heartbeatThatFailsIsTriedAgainAndNoFailureOfThePoll() {
        mailbox.failHeartbeats(true);
        await().until(() -> poller.turn().goesOn() && mailbox.heartbeats() > 3);
        assertThat(outage.lastError()).isEmpty();
        assertThat(poller.lastPoll(Duration.ZERO)).isPresent();

        mailbox.failHeartbeats(false);
        int failed = mailbox.heartbeats();
        await().until(() -> poller.turn().goesOn() && mailbox.heartbeats() == failed + 1);
        assertThat(poller.turn()).matches(Next::goesOn);
        assertThat(mailbox.heartbeats()).isEqualTo(failed + 1);
    }

    @Test
    void heartbeatsGoOnWhileNoHandlerIsFree() {
        Poller lively = poller(OPTIONS.withHeartbeatInterval(Duration.ofMillis(5)));
        workers.acquire();

        await().until(() -> lively.turn() == Next.REST && mailbox.heartbeats() > 3);
        assertThat(mailbox.receives()).isZero();

        mailbox.put();
        workers.giveBack(3);
        assertThat(lively.turn()).matches(Next::goesOn);
        assertThat(mailbox.receives()).isEqualTo(1);
    }

    @Test
    void stoppedLoopGivesNoHeartbeat() {
        poller.requestStop();

        assertThat(poller.turn()).isEqualTo(Next.STOPPED);
        assertThat(mailbox.heartbeats()).isZero();
    }

    private Poller poller(ContainerOptions options) {
        ContainerSetup setup = setup(options);
        UrgentWorker urgent = new UrgentWorker(setup, HandlerPool.forThisThread(), workers);
        Silence silence = new Silence(Duration.ZERO, setup.clock(), since -> {});
        Restoration restoration = new Restoration(setup, mailbox, () -> {});
        Poller poller = new Poller(setup, mailbox, workers, urgent, outage, restoration, silence);
        assertThat(poller.listens()).isEqualTo(kind == FakeMailbox.Kind.TELLING);
        return poller;
    }

    private ContainerSetup setup(ContainerOptions options) {
        return new ContainerSetup(
                "step", () -> mailbox, new CountedHandler(handled::add), options, InstantSource.system(), () -> 0.5);
    }
}
