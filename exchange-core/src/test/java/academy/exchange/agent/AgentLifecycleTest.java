package academy.exchange.agent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class AgentLifecycleTest {

    private static final AgentId FIXED = AgentId.of("33333333-3333-4333-8333-333333333333");

    @Test
    void freshMailboxIsTerminatedAtStopAndAnotherMadeAtStart() {
        try (Application application = Application.run(FreshAgent.class)) {
            AgentId first = application.agent("fresh");
            application.context().stop();
            assertThat(application.exchange().status(first)).isEqualTo(MailboxStatus.TERMINATED);
            assertThat(application.exchange().discover("fresh")).isEmpty();
            application.context().start();
            AgentId second = application.agent("fresh");
            assertThat(second).isNotEqualTo(first);
            assertThat(application.handle("fresh").action("echo", String.class, "x"))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("x");
        }
    }

    @Test
    void fixedMailboxKeepsWhatArrivesWhileTheAgentIsStopped() {
        try (Application application = Application.run(FixedAgent.class)) {
            application.context().stop();
            CompletableFuture<String> answer =
                    application.exchange().getHandle(FIXED).action("echo", String.class, "late");
            assertThat(application.exchange().status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
            assertThat(answer).isNotDone();
            application.context().start();
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("late");
        }
    }

    @Test
    void shutdownStopsTheAgentAndTerminatesAFreshMailbox() {
        try (Application application = Application.run(FreshAgent.class)) {
            AgentId agent = application.agent("fresh");
            assertThat(application.handle("fresh").shutdown()).succeedsWithin(Application.PATIENCE);
            awaitStopped(application, "agentLifecycleTest.FreshAgent");
            assertThat(application.exchange().status(agent)).isEqualTo(MailboxStatus.TERMINATED);
            assertThatThrownBy(() -> application.exchange().getHandle(agent).ping(Application.PATIENCE))
                    .isInstanceOf(MailboxTerminatedException.class);
        }
    }

    @Test
    void shutdownLeavesAFixedMailbox() {
        try (Application application = Application.run(FixedAgent.class)) {
            assertThat(application.exchange().getHandle(FIXED).shutdown()).succeedsWithin(Application.PATIENCE);
            awaitStopped(application, "agentLifecycleTest.FixedAgent");
            assertThat(application.exchange().status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
        }
    }

    @Test
    void shutdownTerminatesAFixedMailboxIfAskedTo() {
        try (Application application = Application.run(FixedAgent.class)) {
            assertThat(application.exchange().getHandle(FIXED).shutdown(true)).succeedsWithin(Application.PATIENCE);
            awaitStopped(application, "agentLifecycleTest.FixedAgent");
            assertThat(application.exchange().status(FIXED)).isEqualTo(MailboxStatus.TERMINATED);
        }
    }

    @Test
    void shutdownLeavesAFreshMailboxIfAskedTo() {
        try (Application application = Application.run(FreshAgent.class)) {
            AgentId agent = application.agent("fresh");
            assertThat(application.handle("fresh").shutdown(false)).succeedsWithin(Application.PATIENCE);
            awaitStopped(application, "agentLifecycleTest.FreshAgent");
            assertThat(application.exchange().status(agent)).isEqualTo(MailboxStatus.ACTIVE);
        }
    }

    @Test
    void agentWithoutAutoStartupWaitsToBeStarted() {
        try (Application application = Application.run(ManualAgent.class)) {
            assertThat(application.exchange().discover(ManualAgent.class)).isEmpty();
            application.container("agentLifecycleTest.ManualAgent").start();
            assertThat(application.exchange().discover(ManualAgent.class)).hasSize(1);
        }
    }

    @Test
    void lazyAgentStartsWhenItsBeanIsMade() {
        try (Application application = Application.run(LazyAgent.class)) {
            assertThat(application.exchange().discover(LazyAgent.class)).isEmpty();
            application.bean(LazyAgent.class);
            assertThat(application.exchange().discover(LazyAgent.class)).hasSize(1);
        }
    }

    @Test
    void prototypeGetsNoMailbox() {
        try (Application application = Application.run(PrototypeAgent.class)) {
            application.bean(PrototypeAgent.class);
            assertThat(application.exchange().discoverAll()).isEmpty();
        }
    }

    @Test
    void actionThatRunsAtShutdownIsStillAnswered() throws InterruptedException {
        try (Application application = Application.run(SlowAgent.class)) {
            SlowAgent agent = application.bean(SlowAgent.class);
            AgentHandle handle = application.handle("slow");
            CompletableFuture<String> answer = handle.action("work", String.class);
            assertThat(agent.working.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(handle.shutdown()).succeedsWithin(Application.PATIENCE);
            agent.mayEnd.countDown();
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("done");
            awaitStopped(application, "agentLifecycleTest.SlowAgent");
        }
    }

    private static void awaitStopped(Application application, String container) {
        await(container + " is stopped")
                .atMost(Application.PATIENCE)
                .until(() -> application.container(container).status().state() == MailboxContainer.State.STOPPED);
    }

    @Component
    @AgentMailbox(name = "fixed", id = "33333333-3333-4333-8333-333333333333")
    static class FixedAgent {
        @Action
        String echo(String text) {
            return text;
        }
    }

    @Component
    @AgentMailbox("fresh")
    static class FreshAgent extends FixedAgent {}

    @Component
    @AgentMailbox(name = "slow", concurrency = "2")
    static class SlowAgent {
        private final CountDownLatch working = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Action
        String work() throws InterruptedException {
            working.countDown();
            mayEnd.await();
            return "done";
        }
    }

    @Component
    @AgentMailbox(autoStartup = "false")
    static class ManualAgent extends FixedAgent {}

    @Lazy
    @Component
    @AgentMailbox("lazy")
    static class LazyAgent extends FixedAgent {}

    @Scope("prototype")
    @Component
    @AgentMailbox("prototype")
    static class PrototypeAgent extends FixedAgent {}
}
