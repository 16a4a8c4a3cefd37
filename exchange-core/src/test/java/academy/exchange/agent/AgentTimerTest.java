package academy.exchange.agent;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.stereotype.Component;

import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class AgentTimerTest {

    @Test
    void timersRunAgainAndAgainBetweenTheHooks() {
        try (Application application = Application.run(Map.of("pause", "PT0.001S"), Ticking.class)) {
            Ticking agent = application.bean(Ticking.class);
            awaitTicks(agent);
            application.context().stop();
            int ticks = agent.ticks.get();
            assertThat(agent.entries.get(0)).isEqualTo("start");
            assertThat(agent.entries).endsWith("stop").hasSize(ticks + 2);
            application.context().start();
            agent.ticks.set(0);
            awaitTicks(agent);
        }
    }

    @Test
    void timersOfAnAgentShareOneThread() {
        try (Application application = Application.run(Map.of("pause", "1"), Ticking.class)) {
            Ticking agent = application.bean(Ticking.class);
            await("both timers have run").atMost(Application.PATIENCE).until(() -> agent.entries.contains("other"));
            awaitTicks(agent);
            assertThat(agent.threads).containsOnly("agentTimerTest.Ticking-timers");
        }
    }

    @Test
    void cronExpressionSaysWhenATimerRuns() throws InterruptedException {
        try (Application application = Application.run(EverySecond.class)) {
            assertThat(application.bean(EverySecond.class).twice.await(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void timerThatFailsStopsItsAgentAndRunsNoMore() {
        try (Application application = Application.run(Failing.class)) {
            await("the agent has stopped")
                    .atMost(Application.PATIENCE)
                    .until(() -> application
                                    .container("agentTimerTest.Failing")
                                    .status()
                                    .state()
                            == MailboxContainer.State.STOPPED);
            assertThat(application.bean(Failing.class).calls.get()).isEqualTo(1);
        }
    }

    @Test
    void timerMayFailAndRunAgain() throws InterruptedException {
        try (Application application = Application.run(Unharmed.class)) {
            assertThat(application.bean(Unharmed.class).failures.await(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(application.handle("unharmed").ping(Application.PATIENCE))
                    .isPositive();
        }
    }

    @Test
    void timerThatLeavesTheInterruptFlagSetRunsAgain() throws InterruptedException {
        try (Application application = Application.run(Careless.class)) {
            assertThat(application.bean(Careless.class).thrice.await(10, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void timerThatCannotBeCalledIsRefused() {
        assertRefused(Demanding.class, "@Timer", "Demanding.run(", "AgentContext");
        assertRefused(Unscheduled.class, "Unscheduled.run", "neither fixedDelay nor cron");
        assertRefused(Overscheduled.class, "Overscheduled.run", "both fixedDelay and cron");
        assertRefused(BadDelay.class, "BadDelay.run", "fixedDelay", "soon", "a duration such as 5s");
        assertRefused(NoDelay.class, "NoDelay.run", "fixedDelay", "0s", "more than zero");
        assertRefused(BadCron.class, "BadCron.run", "cron", "often", "a cron expression");
        assertRefused(Listening.class, "@Timer", "both()");
        assertRefused(NoAgent.class, "@Timer", "never()", "@AgentMailbox on the class");
    }

    private static void assertRefused(Class<?> agent, String... parts) {
        assertThatThrownBy(() -> Application.run(agent).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContainingAll(parts);
    }

    private static void awaitTicks(Ticking agent) {
        await("three ticks").atMost(Application.PATIENCE).until(() -> agent.ticks.get() >= 3);
    }

    @Component
    @AgentMailbox("ticking")
    static class Ticking {
        private final List<String> entries = new CopyOnWriteArrayList<>();
        private final List<String> threads = new CopyOnWriteArrayList<>();
        private final AtomicInteger ticks = new AtomicInteger();

        @OnStart
        void open() {
            entries.add("start");
        }

        @Timer(fixedDelay = "${pause}")
        void tick(AgentContext context) {
            note("tick");
        }

        @Timer(fixedDelay = "2ms")
        void other() {
            note("other");
        }

        private void note(String entry) {
            entries.add(entry);
            threads.add(Thread.currentThread().getName());
            ticks.incrementAndGet();
        }

        @OnStop
        void close() {
            entries.add("stop");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class EverySecond extends Answering {
        private final CountDownLatch twice = new CountDownLatch(2);

        @Timer(cron = "* * * * * *")
        void run() {
            twice.countDown();
        }
    }

    @Component
    @AgentMailbox
    static class Failing extends Answering {
        private final AtomicInteger calls = new AtomicInteger();

        @Timer(fixedDelay = "1ms")
        void run() {
            calls.incrementAndGet();
            throw new IllegalStateException("out of step");
        }
    }

    @Component
    @AgentMailbox("unharmed")
    static class Unharmed extends Answering {
        private final CountDownLatch failures = new CountDownLatch(3);

        @Timer(fixedDelay = "1ms", onFailure = FailurePolicy.GO_ON)
        void run() {
            if (failures.getCount() > 0) {
                failures.countDown();
                throw new IllegalStateException("never mind");
            }
        }
    }

    @Component
    @AgentMailbox
    static class Careless extends Answering {
        private final CountDownLatch thrice = new CountDownLatch(3);

        @Timer(fixedDelay = "1ms")
        void run() {
            thrice.countDown();
            Thread.currentThread().interrupt();
        }
    }

    @Component
    @AgentMailbox
    static class Demanding extends Answering {
        @Timer(fixedDelay = "1s")
        void run(StopSignal stop) {}
    }

    @Component
    @AgentMailbox
    static class Unscheduled extends Answering {
        @Timer
        void run() {}
    }

    @Component
    @AgentMailbox
    static class Overscheduled extends Answering {
        @Timer(fixedDelay = "1s", cron = "@hourly")
        void run() {}
    }

    @Component
    @AgentMailbox
    static class BadDelay extends Answering {
        @Timer(fixedDelay = "soon")
        void run() {}
    }

    @Component
    @AgentMailbox
    static class NoDelay extends Answering {
        @Timer(fixedDelay = "0s")
        void run() {}
    }

    @Component
    @AgentMailbox
    static class BadCron extends Answering {
        @Timer(cron = "often")
        void run() {}
    }

    @Component
    @AgentMailbox
    static class Listening extends Answering {
        @Timer(fixedDelay = "1s")
        @AgentMailbox
        void both() {}
    }

    @Component
    static class NoAgent {
        @Timer(fixedDelay = "1s")
        void never() {}

        @AgentMailbox
        void listen() {}
    }

    /** What every agent needs. */
    static class Answering {
        @Action
        void any() {}
    }
}
