package academy.exchange.mailbox;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import academy.exchange.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A handler that is done at once, for which the way to another thread is too long. */
@Timeout(30)
@ParameterizedClass
@EnumSource(FakeMailbox.Kind.class)
class PromptHandlerTest {

    private final FakeMailbox mailbox;
    private final LogLines log = new LogLines();
    private final List<Message> handled = new CopyOnWriteArrayList<>();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final MailboxContainer container;
    private volatile boolean fails;

    PromptHandlerTest(FakeMailbox.Kind kind) {
        mailbox = new FakeMailbox(kind);
        container = new MailboxContainer(
                "prompt",
                mailbox::reopen,
                new Prompt(),
                ContainerOptions.defaults().withConcurrency(4).withPrefetch(3).withPollTimeout(Duration.ofMillis(20)));
    }

    private final class Prompt implements MessageHandler {

        @Override
        public void handle(Message message) {
            threads.add(Thread.currentThread().getName());
            handled.add(message);
            if (fails) {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public boolean isPrompt() {
            return true;
        }
    }

    @AfterEach
    void end() {
        container.stop();
        log.close();
    }

    @Test
    void allIsHandledInOrderByNoThreadForHandlers() {
        List<Message> sent = mailbox.put(500);
        container.start();

        await().until(() -> handled.size() == sent.size());
        assertThat(handled).isEqualTo(sent);
        assertThat(threads).noneMatch(name -> name.contains("worker"));
        await().until(() -> container.status().inFlight() == 0);
    }

    @Test
    void failuresAreCountedAndTheNextMessagesAreHandled() {
        fails = true;
        List<Message> sent = mailbox.put(20);
        container.start();

        await().until(() -> handled.size() == sent.size());
        await().until(() -> container.failures() == sent.size());
        assertThat(container.status().lastError()).isEmpty();
    }
}
