package academy.exchange.mailbox;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ContainerCountsTest {

    private final Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final ClientId client = exchange.registerClient();
    private final AgentId agent = exchange.registerAgent(getClass());

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void containerCountsWhatItsHandlerGetsOverAllItsRuns() {
        MailboxContainer container = container(message -> {
            if (message.body() instanceof Request.Shutdown) {
                throw new IllegalStateException("not now");
            }
        });
        for (int run = 0; run < 2; run++) {
            exchange.send(Message.request(client, agent, new Request.Ping()));
            exchange.send(Message.request(client, agent, new Request.Shutdown(true)));
            container.start();
            long expected = 2L * (run + 1);
            await().until(() -> container.counts().received() == expected
                    && container.counts().handled() + container.counts().failed() == expected);
            container.stop();
        }
        assertThat(container.counts()).isEqualTo(new ContainerCounts(4, 2, 2));
        assertThat(container.failures()).isEqualTo(2);
        assertThat(container.endedByItself()).isFalse();
    }

    @Test
    void containerWhoseReaderWasClosedByOthersEndedByItself() {
        Mailbox[] opened = new Mailbox[1];
        MailboxContainer container = new MailboxContainer(
                "closed",
                () -> {
                    opened[0] = exchange.getMailbox(agent);
                    return opened[0];
                },
                message -> {},
                ContainerOptions.defaults());
        container.start();
        assertThat(container.endedByItself()).isFalse();
        opened[0].close();
        await().until(container::endedByItself);
        container.start();
        assertThat(container.endedByItself()).isFalse();
        container.stop();
        assertThat(container.endedByItself()).isFalse();
    }

    @Test
    void containerWhoseMailboxWasTerminatedEndedByItself() {
        MailboxContainer container = container(message -> {});
        container.start();
        exchange.terminate(agent);
        await().until(container::endedByItself);
        container.stop();
        assertThat(container.endedByItself()).isFalse();
    }

    @Test
    void witnessIsShownEachMessageThatAHandlerGets() {
        Queue<Message> seen = new ConcurrentLinkedQueue<>();
        MailboxContainerRegistry registry = new MailboxContainerRegistry();
        registry.register(container(message -> {}));
        registry.showMessagesTo(seen::add);
        registry.start();
        Message message = Message.request(client, agent, new Request.Ping());
        exchange.send(message);
        await().untilAsserted(() -> assertThat(seen).extracting(Message::tag).containsExactly(message.tag()));
        registry.stop();
    }

    @Test
    void witnessThatThrowsKeepsNoMessageFromItsHandler() {
        MailboxContainerRegistry registry = new MailboxContainerRegistry();
        MailboxContainer container = container(message -> {});
        registry.register(container);
        registry.showMessagesTo(message -> {
            throw new IllegalStateException("no time");
        });
        registry.start();
        exchange.send(Message.request(client, agent, new Request.Ping()));
        await().until(() -> container.counts().handled() == 1);
        assertThat(container.counts()).isEqualTo(new ContainerCounts(1, 1, 0));
        registry.stop();
    }

    private MailboxContainer container(MessageHandler handler) {
        return new MailboxContainer("counted", () -> exchange.getMailbox(agent), handler, ContainerOptions.defaults());
    }
}
