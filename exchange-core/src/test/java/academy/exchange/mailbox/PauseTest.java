package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainer.State;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A container that takes nothing for a while, on an exchange that goes on taking messages. */
@Timeout(30)
class PauseTest {

    private static final ContainerOptions OPTIONS = ContainerOptions.defaults().withPollTimeout(Duration.ofMillis(20));

    private final Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final ClientId client = exchange.registerClient();
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private MailboxContainer container = container(handled::add);

    private MailboxContainer container(MessageHandler handler) {
        return new MailboxContainer("paused", () -> exchange.getMailbox(client), handler, OPTIONS);
    }

    @AfterEach
    void end() {
        gate.countDown();
        container.stop();
        exchange.close();
    }

    private Message send() {
        Message message = Message.request(client, client, new Request.Ping());
        exchange.send(message);
        return message;
    }

    /** The poll that was running at the pause is over when a later pause finds the loop waiting. */
    private void awaitQuiet() {
        await().until(() -> container.status().inFlight() == 0 && !isPolling());
    }

    private static boolean isPolling() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Stream::of)
                .filter(frame -> frame.getClassName().equals(Poller.class.getName()))
                .anyMatch(frame -> frame.getMethodName().equals("receive"));
    }

    @Test
    void pausedContainerTakesNothingUntilItIsResumed() throws Exception {
        container.start();
        Message first = send();
        await().until(() -> handled.contains(first));

        container.pause();
        awaitQuiet();
        Message second = send();

        assertThat(container.status().state()).isEqualTo(State.PAUSED);
        assertThat(container.isRunning()).isTrue();
        assertThat(handled).containsExactly(first);
        try (Mailbox other = exchange.getMailbox(client)) {
            assertThat(other.receive(Duration.ofSeconds(10))).isEqualTo(second);
        }

        Message third = send();
        container.resume();
        await().until(() -> handled.contains(third));
        assertThat(container.status().state()).isEqualTo(State.RUNNING);
    }

    @Test
    void whatWasTakenBeforeThePauseIsHandled() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        container = container(message -> {
            begun.countDown();
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
            handled.add(message);
        });
        container.start();
        Message message = send();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        container.pause();
        gate.countDown();

        await().until(() -> handled.contains(message));
    }

    @Test
    void pausedContainerStopsAndStartsUnpaused() {
        container.start();
        container.pause();

        container.stop();
        assertThat(container.status().state()).isEqualTo(State.STOPPED);

        container.start();
        Message message = send();
        await().until(() -> handled.contains(message));
    }

    @Test
    void pauseAndResumeOfAStoppedContainerDoNothing() {
        container.pause();
        container.resume();

        assertThat(container.status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void pausingTwiceIsPausingOnce() {
        container.start();
        container.pause();
        container.pause();
        container.resume();

        Message message = send();
        await().until(() -> handled.contains(message));
    }
}
