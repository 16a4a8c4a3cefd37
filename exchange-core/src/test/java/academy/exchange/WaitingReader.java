package academy.exchange;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.awaitility.core.ConditionTimeoutException;

import static org.awaitility.Awaitility.await;

/** A thread that receives one message, or learns why it cannot. */
final class WaitingReader {

    private final CompletableFuture<Message> outcome = new CompletableFuture<>();
    private final Thread thread;

    private WaitingReader(Callable<Message> receive) {
        thread = new Thread(() -> run(receive), "waiting-reader");
        thread.setDaemon(true);
    }

    /** Starts to receive without limit, and returns when the thread waits. */
    static WaitingReader of(Mailbox mailbox) {
        return started(mailbox::receive);
    }

    /** Starts to receive, and returns when the thread waits. */
    static WaitingReader of(Mailbox mailbox, Duration timeout) {
        return started(() -> mailbox.receive(timeout));
    }

    private static WaitingReader started(Callable<Message> receive) {
        WaitingReader reader = new WaitingReader(receive);
        reader.thread.start();
        reader.awaitWaiting();
        return reader;
    }

    // Whatever ends the receiving is what the test wants to see.
    @SuppressWarnings("CatchThrowable")
    private void run(Callable<Message> receive) {
        try {
            outcome.complete(receive.call());
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    private void awaitWaiting() {
        try {
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> switch (thread.getState()) {
                        case WAITING, TIMED_WAITING, TERMINATED -> true;
                        default -> false;
                    });
        } catch (ConditionTimeoutException e) {
            // A backend that waits in native code never parks its thread; by now it does wait.
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    /** The message it received. */
    Message message() throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    /** What ended the receiving, within a few seconds. */
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("Received " + outcome.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    /** How many messages it received: one, or none if something ended it. */
    int received() throws InterruptedException, TimeoutException {
        try {
            outcome.get(10, TimeUnit.SECONDS);
            return 1;
        } catch (ExecutionException e) {
            return 0;
        }
    }
}
