package academy.exchange.agent;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.DeliveryOptions;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class AgentBookTest {

    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final AgentBook book = new AgentBook(() -> registry);

    @Test
    void agentThatComesWhileAnotherIsBeingEnteredIsNotForgotten() throws Exception {
        AgentId shared = AgentId.random();
        Thread meanwhile = new Thread(() -> book.enter(List.of(agent("other", AgentId.random(), String.class))));
        synchronized (book) {
            meanwhile.start();
            await().until(() -> meanwhile.getState() == Thread.State.BLOCKED);
            book.enter(List.of(agent("cat", shared, Integer.class)));
        }
        meanwhile.join();

        assertThatThrownBy(() -> book.enter(List.of(agent("dog", shared, Long.class))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(shared.uid().toString());
    }

    @Test
    void agentsOfOneIdAndDifferentDeliveryAreRefused() {
        AgentId shared = AgentId.random();
        ContainerOptions careful = ContainerOptions.defaults().withDelivery(DeliveryOptions.atLeastOnce());
        book.enter(List.of(agent("one", shared, String.class, careful)));
        book.enter(List.of(agent("two", shared, String.class, careful)));

        assertThatThrownBy(() -> book.enter(List.of(agent("three", shared, String.class))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(shared.uid().toString(), "AT_LEAST_ONCE", "AT_MOST_ONCE", "three");
    }

    private static PlannedAgent agent(String name, AgentId id, Class<?> type) {
        return agent(name, id, type, ContainerOptions.defaults());
    }

    private static PlannedAgent agent(String name, AgentId id, Class<?> type, ContainerOptions options) {
        MailboxContainer.Source never = () -> {
            throw new IllegalStateException("not to be started");
        };
        return PlannedAgent.of(
                name,
                AgentRegistration.of(type).withId(id),
                new MailboxContainer(name, never, message -> {}, options),
                () -> new AgentDescription(name, List.of(), List.of(), false));
    }
}
