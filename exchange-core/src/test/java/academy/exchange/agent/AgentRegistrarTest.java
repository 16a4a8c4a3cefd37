package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.MailboxStatus;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class AgentRegistrarTest {

    private static final AgentId FIXED = AgentId.of("55555555-5555-4555-8555-555555555555");

    @Test
    void objectBecomesAnAgentWhileTheApplicationRuns() {
        try (Application application = Application.run()) {
            MailboxContainer container = registrar(application).register("one", new Greeter("hello"));
            assertThat(container.id()).isEqualTo("one");
            assertThat(container.isRunning()).isTrue();
            assertThat(application.container("one")).isSameAs(container);
            assertThat(greeting(application.handle("greeter"))).isEqualTo("hello");
        }
    }

    @Test
    void manyObjectsOfOneClassAreAgentsOfTheirOwn() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            List<String> names =
                    IntStream.range(0, 10).mapToObj(number -> "agent-" + number).toList();
            names.forEach(name -> registrar.register(
                    name, new Plain(name), AgentRegistration.of(Plain.class).withName(name)));
            assertThat(application.exchange().discover(Plain.class)).hasSize(10);
            names.forEach(name -> assertThat(greeting(application.handle(name))).isEqualTo(name));
        }
    }

    @Test
    void registrationAndOptionsAreUsed() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            AgentOptions options = registrar
                    .defaults()
                    .withContainer(registrar.defaults().container().withConcurrency(3));
            AgentRegistration registration =
                    AgentRegistration.of(Plain.class).withId(FIXED).withExtraTypes(List.of("extra"));
            MailboxContainer container = registrar.register("one", new Greeter("hello"), registration, options);
            assertThat(container.options().concurrency()).isEqualTo(3);
            assertThat(application.agent("extra")).isEqualTo(FIXED);
            assertThat(application.exchange().discover("greeter")).isEmpty();
        }
    }

    @Test
    void attributesOfTheClassHoldBesideAGivenRegistration() {
        try (Application application = Application.run(Map.of("greeters", "5"))) {
            MailboxContainer container =
                    registrar(application).register("one", new Greeter("hello"), AgentRegistration.of(Greeter.class));
            assertThat(container.options().concurrency()).isEqualTo(5);
        }
    }

    @Test
    void removedAgentIsStoppedAndForgotten() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            Greeter greeter = new Greeter("hello");
            MailboxContainer container = registrar.register("one", greeter);
            AgentId agent = application.agent("greeter");
            registrar.remove("one");
            assertThat(container.isRunning()).isFalse();
            assertThat(greeter.life).containsExactly("start", "stop");
            assertThat(application.exchange().status(agent)).isEqualTo(MailboxStatus.TERMINATED);
            assertThat(application.bean(MailboxContainerRegistry.class).find("one"))
                    .isEmpty();
            registrar.remove("one");
            registrar.register("one", greeter);
            assertThat(greeter.life).containsExactly("start", "stop", "start");
        }
    }

    @Test
    void removedAgentWithAFixedIdKeepsItsMailboxForTheNext() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            AgentRegistration registration = AgentRegistration.of(Plain.class).withId(FIXED);
            registrar.register("one", new Plain("first"), registration);
            registrar.remove("one");
            CompletableFuture<String> answer =
                    application.exchange().getHandle(FIXED).action("greet", String.class);
            registrar.register("two", new Plain("second"), registration);
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("second");
        }
    }

    @Test
    void agentsStopAndStartWithTheApplication() {
        Greeter greeter = new Greeter("hello");
        try (Application application = Application.run()) {
            registrar(application).register("one", greeter);
            application.context().stop();
            registrar(application).register("two", new Plain("late"), AgentRegistration.of(Plain.class));
            assertThat(application.exchange().discoverAll()).isEmpty();
            application.context().start();
            assertThat(application.exchange().discoverAll()).hasSize(2);
        }
        assertThat(greeter.life).containsExactly("start", "stop", "start", "stop");
    }

    @Test
    void agentWithoutAutoStartupWaitsToBeStarted() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            AgentOptions options = registrar
                    .defaults()
                    .withContainer(registrar.defaults().container().withAutoStartup(false));
            MailboxContainer container =
                    registrar.register("one", new Plain("late"), AgentRegistration.of(Plain.class), options);
            assertThat(application.exchange().discoverAll()).isEmpty();
            container.start();
            assertThat(application.exchange().discoverAll()).hasSize(1);
        }
    }

    @Test
    void agentMayRegisterAnotherAndRemoveItWhenItStops() {
        try (Application application = Application.run(Parent.class)) {
            assertThat(application.handle("parent").action("launch", Void.class))
                    .succeedsWithin(Application.PATIENCE);
            assertThat(greeting(application.handle("greeter"))).isEqualTo("child");
            application.container("agentRegistrarTest.Parent").stop();
            assertThat(application.exchange().discoverAll()).isEmpty();
        }
    }

    @Test
    void agentThatFailsToStartIsNotRegistered() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            assertThatThrownBy(() -> registrar.register("one", new Failing()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one")
                    .hasRootCauseMessage("no instrument");
            assertThat(application.exchange().discoverAll()).isEmpty();
            registrar.register("one", new Greeter("hello"));
            assertThat(application.container("one").isRunning()).isTrue();
        }
    }

    @Test
    void objectWithoutAnnotationNeedsARegistration() {
        try (Application application = Application.run()) {
            assertThatThrownBy(() -> registrar(application).register("one", new Plain("hello")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("agent 'one'", Plain.class.getName(), "AgentRegistration");
        }
    }

    @Test
    void objectWithListeningMethodsIsRefused() {
        try (Application application = Application.run()) {
            assertThatThrownBy(() -> registrar(application).register("one", new Listening("hello")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("agent 'one'", "only a bean");
        }
    }

    @Test
    void containerOfAnotherIsRefused() {
        try (Application application = Application.run()) {
            registrar(application).register("one", new Greeter("hello"));
            assertThatThrownBy(() -> registrar(application).register("one", new Failing()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("'one'", Greeter.class.getName(), Failing.class.getName());
        }
    }

    @Test
    void idOfAnotherWithOtherTypesIsRefusedWhileThatIsThere() {
        try (Application application = Application.run()) {
            AgentRegistrar registrar = registrar(application);
            AgentRegistration plain = AgentRegistration.of(Plain.class).withId(FIXED);
            AgentRegistration greeter = AgentRegistration.of(Greeter.class).withId(FIXED);
            registrar.register("one", new Plain("hello"), plain);
            registrar.register("replica", new Plain("hello"), plain);
            assertThatThrownBy(() -> registrar.register("two", new Greeter("hello"), greeter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(FIXED.uid().toString(), "agent 'one'", "agent 'two'");
            registrar.remove("one");
            application.bean(MailboxContainerRegistry.class).unregister("replica");
            registrar.register("two", new Greeter("hello"), greeter);
            assertThat(application.container("two").isRunning()).isTrue();
        }
    }

    private static AgentRegistrar registrar(Application application) {
        return application.bean(AgentRegistrar.class);
    }

    private static String greeting(AgentHandle handle) {
        return handle.action("greet", String.class).join();
    }

    static class Plain {
        private final String greeting;

        Plain(String greeting) {
            this.greeting = greeting;
        }

        @Action
        String greet() {
            return greeting;
        }
    }

    @AgentMailbox(name = "greeter", concurrency = "${greeters:1}")
    static class Greeter extends Plain {
        private final List<String> life = new CopyOnWriteArrayList<>();

        Greeter(String greeting) {
            super(greeting);
        }

        @OnStart
        void open() {
            life.add("start");
        }

        @OnStop
        void close() {
            life.add("stop");
        }
    }

    @AgentMailbox("listening")
    static class Listening extends Plain {
        Listening(String greeting) {
            super(greeting);
        }

        @AgentMailbox
        void hear(String text) {}
    }

    @AgentMailbox("failing")
    static class Failing {
        @OnStart
        void open() {
            throw new IllegalArgumentException("no instrument");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("parent")
    static class Parent {
        private final AgentRegistrar registrar;

        Parent(AgentRegistrar registrar) {
            this.registrar = registrar;
        }

        @Action
        void launch() {
            registrar.register("child", new Greeter("child"));
        }

        @OnStop
        void close() {
            registrar.remove("child");
        }
    }
}
