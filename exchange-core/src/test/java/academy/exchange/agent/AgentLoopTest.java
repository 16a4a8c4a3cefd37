package academy.exchange.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.stereotype.Component;

import academy.exchange.AgentId;
import academy.exchange.MailboxStatus;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class AgentLoopTest {

    @Test
    void agentWithALoopNeedsNoAction() throws InterruptedException {
        try (Application application = Application.run(Asker.class)) {
            assertThat(application.bean(Asker.class).ran.await(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(application.handle("asker").ping(Application.PATIENCE)).isPositive();
        }
    }

    @Component
    @AgentMailbox("asker")
    static class Asker {
        final CountDownLatch ran = new CountDownLatch(1);

        @Loop
        void run() {
            ran.countDown();
        }
    }

    @Test
    void loopRunsBetweenTheHooksAtEveryRun() {
        try (Application application = Application.run(Stepping.class)) {
            Stepping agent = application.bean(Stepping.class);
            awaitSteps(agent);
            assertThat(application.handle("stepping").action("ask", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("answer");
            application.context().stop();
            assertThat(agent.entries).containsExactly("start", "loop", "signal", "stop");
            agent.steps.set(0);
            application.context().start();
            awaitSteps(agent);
            application.context().stop();
            assertThat(agent.entries)
                    .containsExactly("start", "loop", "signal", "stop", "start", "loop", "signal", "stop");
        }
    }

    @Test
    void threadIsNamedAfterTheAgentAndTheLoop() {
        try (Application application = Application.run(Stepping.class)) {
            Stepping agent = application.bean(Stepping.class);
            awaitSteps(agent);
            assertThat(agent.thread).isEqualTo("agentLoopTest.Stepping-step");
        }
    }

    @Test
    void signalIsGivenWhileAnActionStillRuns() throws InterruptedException {
        try (Application application = Application.run(Waiting.class)) {
            Waiting agent = application.bean(Waiting.class);
            var answer = application.handle("waiting").action("untilSignal", String.class);
            assertThat(agent.working.await(10, TimeUnit.SECONDS)).isTrue();
            application.context().stop();
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("seen");
        }
    }

    @Test
    void loopThatReturnsMerelyEnds() throws InterruptedException {
        try (Application application = Application.run(Returning.class)) {
            assertThat(application.bean(Returning.class).called.await(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(application.handle("returning").ping(Application.PATIENCE))
                    .isPositive();
        }
    }

    @Test
    void loopThatFailsStopsItsAgent() {
        try (Application application = Application.run(Failing.class)) {
            AgentId id = application.agent("failing");
            application.bean(Failing.class).mayFail.countDown();
            awaitStopped(application, "agentLoopTest.Failing");
            assertThat(application.exchange().status(id)).isEqualTo(MailboxStatus.TERMINATED);
        }
    }

    @Test
    void loopThatFailsAtOnceStopsItsAgent() {
        try (Application application = Application.run(FailingAtOnce.class)) {
            awaitStopped(application, "agentLoopTest.FailingAtOnce");
        }
    }

    @Test
    void loopMayFailWithoutHarmToItsAgent() throws InterruptedException {
        try (Application application = Application.run(Unharmed.class)) {
            Unharmed agent = application.bean(Unharmed.class);
            await("the loop has failed")
                    .atMost(Application.PATIENCE)
                    .until(() -> agent.thread != null && !agent.thread.isAlive());
            assertThat(agent.calls.get()).isEqualTo(1);
            assertThat(application.handle("unharmed").ping(Application.PATIENCE))
                    .isPositive();
        }
    }

    @Test
    void loopMayShutItsAgentDown() {
        try (Application application = Application.run(Quitting.class)) {
            awaitStopped(application, "agentLoopTest.Quitting");
        }
    }

    @Test
    void terminationOfTheMailboxEndsTheLoop() {
        try (Application application = Application.run(Stepping.class)) {
            application.exchange().terminate(application.agent("stepping"));
            Stepping agent = application.bean(Stepping.class);
            await("the agent has stopped").atMost(Application.PATIENCE).untilAsserted(() -> assertThat(agent.entries)
                    .endsWith("signal", "stop"));
        }
    }

    @Test
    void loopThatCannotBeCalledIsRefused() {
        assertRefused(Demanding.class, "@Loop", "Demanding.run(", "StopSignal and AgentContext");
        assertRefused(Answering.class, "@Loop", "Answering.run()", "must be void");
        assertRefused(Listening.class, "@Loop", "both()");
        assertRefused(NoAgent.class, "@Loop", "never()", "@AgentMailbox on the class");
    }

    private static void assertRefused(Class<?> agent, String... parts) {
        assertThatThrownBy(() -> Application.run(agent).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContainingAll(parts);
    }

    private static void awaitSteps(Stepping agent) {
        await("three steps").atMost(Application.PATIENCE).until(() -> agent.steps.get() >= 3);
    }

    private static void awaitStopped(Application application, String container) {
        await(container + " is stopped")
                .atMost(Application.PATIENCE)
                .until(() -> application.container(container).status().state() == MailboxContainer.State.STOPPED);
    }

    @Component
    @AgentMailbox("stepping")
    static class Stepping {
        private final List<String> entries = new CopyOnWriteArrayList<>();
        private final AtomicInteger steps = new AtomicInteger();
        private volatile String thread = "";

        @OnStart
        void open() {
            entries.add("start");
        }

        @Loop
        void step(StopSignal stop) throws InterruptedException {
            thread = Thread.currentThread().getName();
            entries.add("loop");
            while (!stop.await(Duration.ofMillis(1))) {
                steps.incrementAndGet();
            }
            entries.add("signal");
        }

        @OnStop
        void close() {
            entries.add("stop");
        }

        @Action
        String ask() {
            return "answer";
        }
    }

    @Component
    @AgentMailbox("waiting")
    static class Waiting {
        private final CountDownLatch working = new CountDownLatch(1);
        private final CountDownLatch signalled = new CountDownLatch(1);

        @Loop
        void watch(AgentContext context, StopSignal stop) throws InterruptedException {
            if (stop.await(Duration.ofDays(1_000_000))) {
                signalled.countDown();
            }
        }

        @Action
        String untilSignal() throws InterruptedException {
            working.countDown();
            signalled.await();
            return "seen";
        }
    }

    @Component
    @AgentMailbox("returning")
    static class Returning {
        private final CountDownLatch called = new CountDownLatch(1);

        @Loop
        void once() {
            called.countDown();
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("failing")
    static class Failing {
        private final CountDownLatch mayFail = new CountDownLatch(1);

        @Loop
        void run() throws InterruptedException {
            mayFail.await();
            throw new IllegalStateException("lost its way");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class FailingAtOnce {
        @Loop
        void run() {
            throw new AssertionError("not even once");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("unharmed")
    static class Unharmed {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile @Nullable Thread thread;

        @Loop(onFailure = FailurePolicy.GO_ON)
        void run() {
            calls.incrementAndGet();
            thread = Thread.currentThread();
            throw new IllegalStateException("never mind");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class Quitting {
        @Loop
        void run(AgentContext context) {
            context.shutdown();
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class Demanding {
        @Loop
        void run(int steps) {}

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class Answering {
        @Loop
        String run() {
            return "";
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class Listening {
        @Loop
        @AgentMailbox
        void both() {}

        @Action
        void any() {}
    }

    @Component
    static class NoAgent {
        @Loop
        void never() {}

        @AgentMailbox
        void listen() {}
    }
}
