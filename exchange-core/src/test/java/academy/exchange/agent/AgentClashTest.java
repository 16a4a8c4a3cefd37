package academy.exchange.agent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Message;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentClashTest {

    private static final String ID = "66666666-6666-4666-8666-666666666666";

    @Test
    void twoAgentsWithOneContainerAreRefused() {
        assertRefused(
                "'desk'", "bean 'agentClashTest.First'", "bean 'agentClashTest.Second'", First.class, Second.class);
    }

    @Test
    void containerMayBeNamedByAPlaceholder() {
        try (Application application =
                Application.run(Map.of("second.container", "table"), First.class, Second.class)) {
            assertThat(application.container("desk").isRunning()).isTrue();
            assertThat(application.container("table").isRunning()).isTrue();
        }
    }

    @Test
    void listeningMethodMayNameItsContainer() {
        try (Application application = Application.run(Map.of("listener.container", "ear"), Listeners.class)) {
            assertThat(application.container("ear").isRunning()).isTrue();
        }
    }

    @Test
    void overloadedListeningMethodsAreToldApart() {
        assertRefused("'agentClashTest.Overloaded.hear'", "method hear(Long)", "method hear(String)", Overloaded.class);
    }

    @Test
    void agentsOfOneIdAndDifferentTypesAreRefused() {
        assertRefused(ID, "bean 'agentClashTest.Cat'", "bean 'agentClashTest.Dog'", Cat.class, Dog.class);
    }

    @Test
    void differentListeningMethodsOfOneIdAreRefused() {
        assertRefused(ID, "method hear(String)", "method see(String)", TwoSenses.class);
    }

    @Test
    void acknowledgementIsRefusedWhereThereIsNothingToSettle() {
        assertRefused("at most once", "Settling.settle", "academy.exchange.agent.delivery", Settling.class);
        assertRefused("at most once", "SettlingListener.settle", "delivery = ", SettlingListener.class);
    }

    @Test
    void replicasShareAnId() {
        try (Application application = Application.run(Replicas.class)) {
            assertThat(application.bean(MailboxContainerRegistry.class).containers())
                    .hasSize(2);
            AgentHandle handle = application.exchange().getHandle(AgentId.of(ID));
            CompletableFuture<?>[] answers = IntStream.range(0, 50)
                    .mapToObj(number -> handle.action("any", Void.class))
                    .toArray(CompletableFuture<?>[]::new);
            assertThat(CompletableFuture.allOf(answers)).succeedsWithin(Application.PATIENCE);
        }
    }

    @Test
    void lazyBeanThatClashesIsNotMadeAndLeavesNothingBehind() {
        try (Application application = Application.run(Cat.class, LazyPair.class)) {
            assertThatThrownBy(() -> application.bean(LazyPair.class))
                    .isInstanceOf(BeanCreationException.class)
                    .hasMessageContaining(ID);
            assertThat(application.exchange().discoverAll()).hasSize(1);
            assertThat(application.bean(MailboxContainerRegistry.class).containers())
                    .hasSize(1);
        }
    }

    private static void assertRefused(String what, String one, String other, Class<?>... beans) {
        assertThatThrownBy(() -> Application.run(beans).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContainingAll(what, one, other);
    }

    @Component
    @AgentMailbox(container = "desk")
    static class First {
        @Action
        void any() {}
    }

    @Component
    @AgentMailbox(container = "${second.container:desk}")
    static class Second extends First {}

    @Component
    static class Listeners {
        @AgentMailbox(container = "${listener.container}")
        void hear(String text) {}
    }

    @Component
    static class Overloaded {
        @AgentMailbox
        void hear(String text) {}

        @AgentMailbox
        void hear(Long number) {}
    }

    @Component
    @AgentMailbox(id = ID)
    static class Cat {
        @Action
        void any() {}
    }

    @Component
    @AgentMailbox(id = ID)
    static class Dog {
        @Action
        void any() {}
    }

    @Component
    static class TwoSenses {
        @AgentMailbox(id = ID)
        void hear(String text) {}

        @AgentMailbox(id = ID)
        void see(String text) {}
    }

    static class Replicas {
        @Bean
        Cat one() {
            return new Cat();
        }

        @Bean
        Cat other() {
            return new Cat();
        }
    }

    @Lazy
    @Component
    @AgentMailbox("pair")
    static class LazyPair {
        @Action
        void any() {}

        @AgentMailbox(id = ID)
        void hear(String text) {}
    }

    @Component
    @AgentMailbox
    static class Settling {
        @Action
        void settle(Acknowledgement acknowledgement) {}
    }

    @Component
    static class SettlingListener {
        @AgentMailbox
        void settle(Message message, Acknowledgement acknowledgement) {}
    }
}
