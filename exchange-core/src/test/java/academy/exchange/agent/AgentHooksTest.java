package academy.exchange.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainer;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class AgentHooksTest {

    private static final AgentId FIXED = AgentId.of("44444444-4444-4444-8444-444444444444");

    @Test
    void hooksRunAtEveryStartAndStop() {
        try (Application application = Application.run(Diary.class)) {
            Diary diary = application.bean(Diary.class);
            assertThat(diary.entries).containsExactly("start");
            application.context().stop();
            assertThat(diary.entries).containsExactly("start", "stop ACTIVE");
            application.context().start();
            assertThat(diary.entries).containsExactly("start", "stop ACTIVE", "start");
        }
    }

    @Test
    void requestsAndPingsWaitUntilTheAgentHasStarted() throws InterruptedException {
        try (Application application = Application.run(SlowStarter.class)) {
            SlowStarter agent = application.bean(SlowStarter.class);
            Thread starter = new Thread(application.container("agentHooksTest.SlowStarter")::start, "starter");
            starter.start();
            assertThat(agent.starting.await(10, TimeUnit.SECONDS)).isTrue();
            AgentHandle handle = application.handle("slow");
            CompletableFuture<String> answer = handle.action("state", String.class);
            FutureTask<?> ping = new FutureTask<>(() -> handle.ping(Application.PATIENCE));
            new Thread(ping, "pinging").start();
            assertThat(answer).isNotDone();
            assertThat(ping).isNotDone();
            agent.mayStart.countDown();
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("started");
            assertThat(ping).succeedsWithin(Application.PATIENCE);
            starter.join();
        }
    }

    @Test
    void stopHookRunsAfterTheLastAction() throws InterruptedException {
        try (Application application = Application.run(BusyAgent.class)) {
            BusyAgent agent = application.bean(BusyAgent.class);
            CompletableFuture<String> answer = application.handle("busy").action("work", String.class);
            assertThat(agent.working.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> stopped =
                    application.container("agentHooksTest.BusyAgent").stopAsync();
            assertThat(agent.entries).isEmpty();
            agent.mayEnd.countDown();
            assertThat(stopped).succeedsWithin(Application.PATIENCE);
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("done");
            assertThat(agent.entries).containsExactly("worked", "stopped");
        }
    }

    @Test
    void agentThatFailsToStartFailsTheApplicationAndTerminatesAFreshMailbox() {
        Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
        List<AgentId> ids = new ArrayList<>();
        List<CompletableFuture<String>> answers = new ArrayList<>();
        FailingStarter agent = new FailingStarter(context -> {
            ids.add(context.id());
            answers.add(context.exchange().getHandle(context.id()).action("any", String.class));
        });
        assertThatThrownBy(() -> start(exchange, agent))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("FailingStarter.open")
                .hasStackTraceContaining("no instrument");
        assertThat(exchange.status(ids.get(0))).isEqualTo(MailboxStatus.TERMINATED);
        assertThat(answers.get(0))
                .failsWithin(Application.PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(MailboxTerminatedException.class);
        assertThat(agent.stops).isEmpty();
        exchange.close();
    }

    @Test
    void agentThatFailsToStartKeepsAFixedMailbox() {
        Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
        assertThatThrownBy(() -> start(exchange, new FixedFailingStarter())).hasStackTraceContaining("not yet");
        assertThat(exchange.status(FIXED)).isEqualTo(MailboxStatus.ACTIVE);
        exchange.close();
    }

    @Test
    void stopGoesOnWhenItsHookFails() {
        try (Application application = Application.run(FailingStopper.class)) {
            AgentId id = application.agent("stopper");
            application.context().stop();
            assertThat(application.exchange().status(id)).isEqualTo(MailboxStatus.TERMINATED);
        }
    }

    @Test
    void actionThatShutsItsAgentDownIsAnswered() {
        try (Application application = Application.run(Resigning.class)) {
            AgentId id = application.agent("resigning");
            assertThat(application.handle("resigning").action("resign", String.class))
                    .succeedsWithin(Application.PATIENCE)
                    .isEqualTo("bye");
            awaitStopped(application, "agentHooksTest.Resigning");
            assertThat(application.exchange().status(id)).isEqualTo(MailboxStatus.TERMINATED);
        }
    }

    @Test
    void agentDecidesAtShutdownWhatBecomesOfItsMailbox() {
        try (Application application = Application.run(Resigning.class)) {
            AgentId id = application.agent("resigning");
            application.bean(Resigning.class).contexts.get(0).shutdown(false);
            awaitStopped(application, "agentHooksTest.Resigning");
            assertThat(application.exchange().status(id)).isEqualTo(MailboxStatus.ACTIVE);
        }
    }

    @Test
    void contextOfAnEarlierRunShutsNothingDown() {
        try (Application application = Application.run(Resigning.class)) {
            application.context().stop();
            application.context().start();
            Resigning agent = application.bean(Resigning.class);
            assertThat(agent.contexts).hasSize(2);
            agent.contexts.get(0).shutdown();
            assertThat(application.container("agentHooksTest.Resigning").isRunning())
                    .isTrue();
            assertThat(application.agent("resigning"))
                    .isEqualTo(agent.contexts.get(1).id());
        }
    }

    @Test
    void shutdownDuringTheStartTakesEffectBeforeTheFirstRequest() {
        try (Application application = Application.run(EarlyQuitter.class)) {
            awaitStopped(application, "agentHooksTest.EarlyQuitter");
            EarlyQuitter agent = application.bean(EarlyQuitter.class);
            assertThat(agent.answers.get(0))
                    .failsWithin(Application.PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(MailboxTerminatedException.class);
        }
    }

    @Test
    void lazyAgentMayShutItselfDownDuringTheStart() {
        try (Application application = Application.run(LazyQuitter.class)) {
            LazyQuitter agent = application.bean(LazyQuitter.class);
            awaitStopped(application, "agentHooksTest.LazyQuitter");
            assertThat(agent.answers).hasSize(1);
        }
    }

    @Test
    void hooksAreCalledThroughTheProxy() {
        try (Application application = Application.run(Proxies.class, Diary.class)) {
            application.context().stop();
            assertThat(application.bean(Proxies.Advice.class).calls).containsExactly("start", "stop");
        }
    }

    @Test
    void overriddenHookRunsOnce() {
        try (Application application = Application.run(LongDiary.class)) {
            assertThat(application.bean(LongDiary.class).entries).containsExactly("long start");
        }
    }

    @Test
    void hookThatCannotBeCalledIsRefused() {
        assertRefused(Demanding.class, "@OnStart", "Demanding.open(", "AgentContext");
        assertRefused(Answering.class, "@OnStop", "Answering.close()", "must be void");
        assertRefused(TwoStarts.class, "@OnStart", "first()", "second()");
        assertRefused(TwoMeanings.class, "@OnStart", "both()");
        assertRefused(ListeningHook.class, "@OnStart", "both()");
        assertRefused(NoAgent.class, "@OnStart", "never()", "@AgentMailbox on the class");
    }

    private static void assertRefused(Class<?> agent, String... parts) {
        assertThatThrownBy(() -> Application.run(agent).close())
                .isInstanceOf(BeanCreationException.class)
                .hasMessageContainingAll(parts);
    }

    /** Starts an application with this one agent on an exchange that outlives it. */
    private static void start(Exchange exchange, Object agent) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            MailboxContainerRegistry registry = new MailboxContainerRegistry();
            AgentMailboxBeanPostProcessor agents =
                    new AgentMailboxBeanPostProcessor(() -> exchange, () -> registry, AgentOptions::defaults);
            context.registerBean(AgentMailboxBeanPostProcessor.class, () -> agents);
            context.registerBean(MailboxContainerRegistry.class, () -> registry);
            context.registerBean("agent", Object.class, () -> agent);
            context.refresh();
        }
    }

    private static void awaitStopped(Application application, String container) {
        await(container + " is stopped")
                .atMost(Application.PATIENCE)
                .until(() -> application.container(container).status().state() == MailboxContainer.State.STOPPED);
    }

    @Component
    @AgentMailbox("diary")
    static class Diary {
        final List<String> entries = new CopyOnWriteArrayList<>();

        @OnStart
        void start() {
            entries.add("start");
        }

        @OnStop
        void stop(AgentContext context) {
            entries.add("stop " + context.exchange().status(context.id()));
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("long")
    static class LongDiary extends Diary {
        @Override
        void start() {
            entries.add("long start");
        }
    }

    @Component
    @AgentMailbox(name = "slow", autoStartup = "false")
    static class SlowStarter {
        private final CountDownLatch starting = new CountDownLatch(1);
        private final CountDownLatch mayStart = new CountDownLatch(1);
        private volatile String state = "new";

        @OnStart
        void open() throws InterruptedException {
            starting.countDown();
            mayStart.await();
            state = "started";
        }

        @Action
        String state() {
            return state;
        }
    }

    @Component
    @AgentMailbox("busy")
    static class BusyAgent {
        private final CountDownLatch working = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final List<String> entries = new CopyOnWriteArrayList<>();

        @Action
        String work() throws InterruptedException {
            working.countDown();
            mayEnd.await();
            entries.add("worked");
            return "done";
        }

        @OnStop
        void close() {
            entries.add("stopped");
        }
    }

    @AgentMailbox("failing")
    static class FailingStarter {
        private final Consumer<AgentContext> before;
        private final List<String> stops = new CopyOnWriteArrayList<>();

        FailingStarter(Consumer<AgentContext> before) {
            this.before = before;
        }

        @OnStart
        void open(AgentContext context) throws IOException {
            before.accept(context);
            throw new IOException("no instrument");
        }

        @OnStop
        void close() {
            stops.add("stopped");
        }

        @Action
        void any() {}
    }

    @AgentMailbox(id = "44444444-4444-4444-8444-444444444444")
    static class FixedFailingStarter {
        @OnStart
        void open() {
            throw new IllegalArgumentException("not yet");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("stopper")
    static class FailingStopper {
        @OnStop
        void close() {
            throw new AssertionError("will not close");
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox("resigning")
    static class Resigning {
        private final List<AgentContext> contexts = new CopyOnWriteArrayList<>();

        @OnStart
        void open(AgentContext context) {
            contexts.add(context);
        }

        @Action
        String resign() {
            contexts.get(0).shutdown();
            return "bye";
        }
    }

    @Component
    @AgentMailbox("quitter")
    static class EarlyQuitter {
        final List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();

        @OnStart
        void open(AgentContext context) {
            answers.add(context.exchange().getHandle(context.id()).action("any", String.class));
            context.shutdown();
        }

        @Action
        String any() {
            return "too early";
        }
    }

    @Lazy
    @Component
    @AgentMailbox("lazy")
    static class LazyQuitter extends EarlyQuitter {}

    @Component
    @AgentMailbox
    static class Demanding {
        @OnStart
        void open(String text) {}

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class Answering {
        @OnStop
        int close() {
            return 1;
        }

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class TwoStarts {
        @OnStart
        void first() {}

        @OnStart
        void second() {}

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class TwoMeanings {
        @OnStart
        @OnStop
        void both() {}

        @Action
        void any() {}
    }

    @Component
    @AgentMailbox
    static class ListeningHook {
        @OnStart
        @AgentMailbox
        void both() {}

        @Action
        void any() {}
    }

    @Component
    static class NoAgent {
        @OnStart
        void never() {}

        @AgentMailbox
        void listen() {}
    }

    /** Puts a proxy around the diary that notes what passes through it. */
    @Configuration(proxyBeanMethods = false)
    static class Proxies {

        static class Advice {
            private final List<String> calls = new CopyOnWriteArrayList<>();
        }

        @Bean
        static Advice advice() {
            return new Advice();
        }

        @Bean
        static BeanPostProcessor proxies(Advice advice) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String beanName) {
                    if (!(bean instanceof Diary)) {
                        return bean;
                    }
                    ProxyFactory factory = new ProxyFactory(bean);
                    factory.setProxyTargetClass(true);
                    factory.addAdvice((MethodInterceptor) call -> {
                        advice.calls.add(call.getMethod().getName());
                        return call.proceed();
                    });
                    return factory.getProxy();
                }
            };
        }
    }
}
