package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is taken beyond what free handlers can begin at once. */
@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class PrefetchTest {

    private static final ContainerOptions OPTIONS =
            ContainerOptions.defaults().withConcurrency(2).withPrefetch(3).withPollTimeout(Duration.ofMillis(20));

    private final FakeMailbox mailbox;
    private final LogLines log = new LogLines();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Message> begun = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private MailboxContainer container;

    PrefetchTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind);
        container = container(OPTIONS);
    }

    @AfterEach
    void end() {
        gate.countDown();
        container.stop();
        log.close();
    }

    @Test
    void noMoreThanConcurrencyAndPrefetchAreTakenAndUnfinished() {
        List<Message> sent = mailbox.put(9);
        container.start();
        await().until(() -> begun.size() == 2 && mailbox.left().size() == 4);

        await().during(Duration.ofMillis(100)).until(() -> mailbox.left().equals(sent.subList(5, 9)));
        assertThat(begun).containsExactlyInAnyOrderElementsOf(sent.subList(0, 2));
        assertThat(container.status().inFlight()).isEqualTo(2);
    }

    @Test
    void noMoreHandlersRunAtOnceThanTheConcurrencyAllows() {
        gate.countDown();
        AtomicInteger mostTaken = new AtomicInteger();
        List<Message> sent = mailbox.put(2_000);
        container.start();
        await().until(() -> {
            int taken = sent.size() - mailbox.left().size();
            mostTaken.accumulateAndGet(taken - finished.get(), Math::max);
            return begun.size() == sent.size();
        });

        assertThat(mostTaken).hasValueLessThanOrEqualTo(5);
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(begun).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void orderIsKeptWithConcurrencyOne() {
        gate.countDown();
        container = container(OPTIONS.withConcurrency(1).withPrefetch(10));
        List<Message> sent = mailbox.put(500);
        container.start();

        await().until(() -> begun.size() == sent.size());
        assertThat(begun).isEqualTo(sent);
    }

    @Test
    void stopHandlesWhatWasTaken() {
        List<Message> sent = mailbox.put(9);
        container.start();
        await().until(() -> mailbox.left().size() == 4);
        CompletableFuture<Void> stopped = container.stopAsync();
        gate.countDown();

        assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
        assertThat(begun).containsExactlyInAnyOrderElementsOf(sent.subList(0, 5));
        assertThat(mailbox.left()).isEqualTo(sent.subList(5, 9));
    }

    @Test
    void whatWasTakenReachesTheHandlerEvenIfTheStopCannotWait() {
        List<Message> sent = mailbox.put(5);
        container = container(OPTIONS.withShutdownTimeout(Duration.ofMillis(20)));
        container.start();
        await().until(() -> mailbox.left().isEmpty() && begun.size() == 2);
        container.stop();

        await().until(() -> begun.size() == sent.size());
        await().until(() -> container.failures() == sent.size());
        assertThat(begun).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void withoutPrefetchNothingIsTakenAhead() {
        container = container(OPTIONS.withPrefetch(0));
        mailbox.put(5);
        container.start();

        await().until(() -> begun.size() == 2);
        await().during(Duration.ofMillis(100)).until(() -> mailbox.left().size() == 3);
    }

    private MailboxContainer container(ContainerOptions options) {
        return new MailboxContainer("ahead", mailbox::reopen, this::handle, options);
    }

    private void handle(Message message) throws InterruptedException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        begun.add(message);
        try {
            gate.await();
        } finally {
            running.decrementAndGet();
            finished.incrementAndGet();
        }
    }
}
