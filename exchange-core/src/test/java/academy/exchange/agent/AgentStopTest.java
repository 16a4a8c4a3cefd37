package academy.exchange.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How often and when an agent stops, what becomes of its mailbox, and how long it may take. */
@Timeout(30)
class AgentStopTest {

    private static final String ID = "77777777-7777-4777-8777-777777777777";
    private static final AgentId FIXED = AgentId.of(ID);
    private static final String CONTAINER = "quitter";

    @Test
    void startAndStopAreIdempotent() {
        try (Application application = Application.run(Quitter.class)) {
            MailboxContainer container = application.container(CONTAINER);
            container.start();
            assertThat(application.exchange().discoverAll()).hasSize(1);
            container.stop();
            container.stop();
            assertThat(application.bean(Quitter.class).life).containsExactly("start", "stop");
        }
    }

    @Test
    void agentWithAFixedIdThatShutsItselfDownKeepsItsMailbox() {
        try (Application application = Application.run(Quitter.class)) {
            AgentHandle handle = application.exchange().getHandle(FIXED);
            assertThat(handle.action("quit", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("bye");
            awaitStopped(application);
            CompletableFuture<String> later = handle.action("greet", String.class);
            application.container(CONTAINER).start();
            assertThat(later).succeedsWithin(Application.PATIENCE).isEqualTo("hello");
        }
    }

    @Test
    void agentWithAFixedIdMayTerminateItsMailboxAndStartAnew() {
        try (Application application = Application.run(Quitter.class)) {
            Exchange exchange = application.exchange();
            application.bean(Quitter.class).contexts.get(0).shutdown(true);
            awaitStopped(application);
            assertThat(exchange.status(FIXED)).isEqualTo(MailboxStatus.TERMINATED);
            application.container(CONTAINER).start();
            assertThat(exchange.status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
            assertThat(exchange.getHandle(FIXED).action("greet", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("hello");
            application.container(CONTAINER).stop();
            assertThat(exchange.status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
        }
    }

    @Test
    void lastToDecideOnTheMailboxIsObeyed() {
        try (Application application = Application.run(Quitter.class)) {
            Quitter agent = application.bean(Quitter.class);
            agent.lastWish = false;
            agent.contexts.get(0).shutdown(true);
            awaitStopped(application);
            assertThat(application.exchange().status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
        }
    }

    @Test
    void agentThatShutItselfDownStaysDownWhenTheApplicationGoesOn() {
        try (Application application = Application.run(Quitter.class)) {
            application.bean(Quitter.class).contexts.get(0).shutdown();
            awaitStopped(application);
            application.context().stop();
            application.context().start();
            assertThat(application.container(CONTAINER).isRunning()).isFalse();
        }
    }

    @Test
    void stopHookThatTakesTooLongIsInterrupted() throws InterruptedException {
        try (Application application = Application.run()) {
            Sleeper sleeper = new Sleeper();
            MailboxContainer container = register(application, sleeper, Duration.ofMillis(200));
            assertThat(container.stopAsync()).succeedsWithin(Application.PATIENCE);
            assertThat(sleeper.interrupts.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(application.exchange().discoverAll()).isEmpty();
        }
    }

    @Test
    void stopGoesOnThoughItsHookDoesNotEnd() throws InterruptedException {
        try (Application application = Application.run()) {
            Sleeper sleeper = new Sleeper();
            sleeper.stubborn = true;
            MailboxContainer container = register(application, sleeper, Duration.ZERO);
            assertThat(container.stopAsync()).succeedsWithin(Application.PATIENCE);
            assertThat(sleeper.ended.getCount()).isOne();
            sleeper.mayEnd.countDown();
            assertThat(sleeper.ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void stopHookHasTheTimeItNeedsWithinTheLimit() throws InterruptedException {
        try (Application application = Application.run()) {
            Sleeper sleeper = new Sleeper();
            MailboxContainer container = register(application, sleeper, Duration.ofSeconds(20));
            CompletableFuture<Void> stopped = container.stopAsync();
            assertThat(sleeper.began.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(stopped).isNotDone();
            sleeper.mayEnd.countDown();
            assertThat(stopped).succeedsWithin(Application.PATIENCE);
            assertThat(sleeper.ended.getCount()).isZero();
            assertThat(sleeper.interrupts.getCount()).isOne();
        }
    }

    private static MailboxContainer register(Application application, Sleeper sleeper, Duration shutdownTimeout) {
        AgentRegistrar registrar = application.bean(AgentRegistrar.class);
        AgentOptions options = registrar
                .defaults()
                .withContainer(registrar.defaults().container().withShutdownTimeout(shutdownTimeout));
        return registrar.register("sleeper", sleeper, AgentRegistration.of(Sleeper.class), options);
    }

    private static void awaitStopped(Application application) {
        await("the agent is stopped")
                .atMost(Application.PATIENCE)
                .until(() -> application.container(CONTAINER).status().state() == MailboxContainer.State.STOPPED);
    }

    @Component
    @AgentMailbox(id = ID, container = CONTAINER)
    static class Quitter {
        private final List<String> life = new CopyOnWriteArrayList<>();
        private final List<AgentContext> contexts = new CopyOnWriteArrayList<>();
        private volatile boolean lastWish = true;

        @OnStart
        void open(AgentContext context) {
            life.add("start");
            contexts.add(context);
        }

        @Action
        String quit() {
            contexts.get(0).shutdown();
            return "bye";
        }

        @Action
        String greet() {
            return "hello";
        }

        @OnStop
        void close(AgentContext context) {
            life.add("stop");
            if (!lastWish) {
                context.shutdown(false);
            }
        }
    }

    static class Sleeper {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CountDownLatch interrupts = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean stubborn;

        @Action
        void any() {}

        @OnStop
        void close() throws InterruptedException {
            began.countDown();
            do {
                try {
                    mayEnd.await();
                } catch (InterruptedException interrupted) {
                    interrupts.countDown();
                }
            } while (stubborn && mayEnd.getCount() > 0);
            ended.countDown();
        }
    }
}
