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

    private final FakeMailbox mailbox = new FakeMailbox();
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final Workers workers = new Workers("step", handled::add, 3, new LongAdder());
    private final Outage outage = new Outage("step", OPTIONS, () -> 0.5);
    private final Poller poller =
            new Poller("step", mailbox, workers, OPTIONS.pollTimeout(), outage, InstantSource.system());

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

        assertThat(workers.acquire()).isEqualTo(3);
    }

    @Test
    void failedPollGivesAllPermitsBack() throws Exception {
        mailbox.failWith(new ExchangeUnavailableException("away", null));

        assertThat(poller.pollOnce()).isEqualTo(Next.POLL);
        assertThat(outage.lastError()).hasValue("away");
        assertThat(poller.lastPoll()).isEmpty();
        assertThat(workers.acquire()).isEqualTo(3);
    }

    @Test
    void waitForAFreeHandlerCountsAsALookIntoTheMailbox() throws Exception {
        workers.acquire();
        mailbox.failWith(new ExchangeUnavailableException("away", null));
        Thread polling = new Thread(poller::pollOnce);
        polling.start();
        await().until(() -> polling.getState() == Thread.State.WAITING);
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
}
