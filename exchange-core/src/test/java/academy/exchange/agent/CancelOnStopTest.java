package academy.exchange.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.ProtocolErrorException;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class CancelOnStopTest {

    private static final AgentId SLOW = AgentId.of("44444444-4444-4444-8444-444444444444");
    private static final Response CANCELLED = new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null);

    @Test
    void stoppingAgentCancelsItsActionsIfToldTo() throws Exception {
        try (Application application = Application.run(Cancelling.class, Slow.class)) {
            CompletableFuture<String> answer = begin(application, "linger");
            assertThat(application.exchange().getHandle(SLOW).shutdown()).succeedsWithin(Application.PATIENCE);
            assertCancelled(answer);
            awaitStopped(application);
        }
    }

    @Test
    void stoppingAgentLetsItsActionsFinishOtherwise() {
        try (Application application = Application.run(Slow.class)) {
            CompletableFuture<String> answer = begin(application, "linger");
            assertThat(application.exchange().getHandle(SLOW).shutdown()).succeedsWithin(Application.PATIENCE);
            await().until(() ->
                    application.container("cancelOnStopTest.Slow").status().state() == MailboxContainer.State.STOPPING);
            assertThat(answer).isNotDone();
            application.bean(Slow.class).release.release();
            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo("done");
        }
    }

    @Test
    void shutdownIsAnsweredBeforeTheActionsItCancels() throws Exception {
        try (Application application = Application.run(Cancelling.class, Slow.class)) {
            ClientId client = application.exchange().registerClient();
            try (Mailbox mailbox = application.exchange().getMailbox(client)) {
                Message action = request(application, client, "linger");
                application.exchange().send(action);
                application.bean(Slow.class).awaitBegun();
                Message shutdown = Message.request(client, SLOW, new Request.Shutdown(null));
                application.exchange().send(shutdown);
                assertThat(mailbox.receive(Application.PATIENCE).tag()).isEqualTo(shutdown.tag());
                Message cancelled = mailbox.receive(Application.PATIENCE);
                assertThat(cancelled.tag()).isEqualTo(action.tag());
                assertThat(cancelled.body()).isEqualTo(CANCELLED);
            }
        }
    }

    @Test
    void actionThatOutlastsTheShutdownTimeoutIsAnsweredAsCancelled() throws Exception {
        try (Application application = Application.run(Hasty.class, Slow.class)) {
            CompletableFuture<String> answer = begin(application, "linger");
            application.context().stop();
            assertCancelled(answer);
        }
    }

    @Test
    void actionThatNeverReturnsIsAnsweredAsCancelled() throws Exception {
        try (Application application = Application.run(Hasty.class, Slow.class)) {
            CompletableFuture<String> answer = begin(application, "waitStubbornly");
            application.context().stop();
            assertCancelled(answer);
            application.bean(Slow.class).release.release();
        }
    }

    @Test
    void interruptFromElsewhereIsTheActionsOwnFailureWhileTheAgentServes() {
        Desk desk = Desk.of(new Slow());
        Thread.currentThread().interrupt();
        assertThat(desk.fail("linger").type()).contains("InterruptedException");
        assertThat(Thread.interrupted()).isTrue();
        desk.cancels().stopping();
        Thread.currentThread().interrupt();
        assertThat(desk.ask(desk.action("linger"))).isEqualTo(CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
        Thread.currentThread().interrupt();
        assertThat(desk.ask(desk.action("wrapTheInterrupt"))).isEqualTo(CANCELLED);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void requestsWhoseTurnComesDuringTheStopAreRefusedIfActionsAreCancelled() {
        Slow slow = new Slow();
        slow.release.release(2);
        Desk desk = Desk.of(AgentOptions.defaults().withCancelsOnShutdown(true), slow);
        desk.cancels().stopping();
        assertThat(desk.ask(desk.action("linger"))).isEqualTo(CANCELLED);
        assertThat(desk.ask(new Request.Ping())).isEqualTo(new Response.Success());
        desk.cancels().open();
        assertThat(desk.call(String.class, "linger")).isEqualTo("done");
    }

    private static CompletableFuture<String> begin(Application application, String action) {
        AgentHandle handle = application.exchange().getHandle(SLOW);
        CompletableFuture<String> answer = handle.action(action, String.class);
        application.bean(Slow.class).awaitBegun();
        return answer;
    }

    private static Message request(Application application, ClientId client, String action) {
        return Message.request(
                client,
                SLOW,
                UUID.randomUUID(),
                Map.of(),
                application.exchange().codec().encodeAction(action, List.of(), Map.of()));
    }

    private static void assertCancelled(CompletableFuture<?> answer) throws InterruptedException, TimeoutException {
        try {
            answer.get(10, TimeUnit.SECONDS);
            throw new AssertionError("answered");
        } catch (ExecutionException failure) {
            assertThat(failure.getCause())
                    .isInstanceOfSatisfying(ProtocolErrorException.class, error -> assertThat(error.code())
                            .isEqualTo(ErrorCode.ACTION_CANCELLED));
        }
    }

    private static void awaitStopped(Application application) {
        await().until(() ->
                application.container("cancelOnStopTest.Slow").status().state() == MailboxContainer.State.STOPPED);
    }

    @Configuration(proxyBeanMethods = false)
    static class Cancelling {
        @Bean
        AgentOptions cancellingOptions() {
            return AgentOptions.defaults().withCancelsOnShutdown(true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Hasty {
        @Bean
        AgentOptions hastyOptions() {
            return AgentOptions.defaults()
                    .withContainer(ContainerOptions.defaults().withShutdownTimeout(Duration.ofMillis(50)));
        }
    }

    @Component
    @AgentMailbox(id = "44444444-4444-4444-8444-444444444444", concurrency = "2")
    static class Slow {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final Semaphore release = new Semaphore(0);

        @Action
        String linger() throws InterruptedException {
            begun.countDown();
            release.acquire();
            return "done";
        }

        @Action
        String waitStubbornly() {
            begun.countDown();
            release.acquireUninterruptibly();
            return "done";
        }

        @Action
        String wrapTheInterrupt() {
            try {
                release.acquire();
                return "done";
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        void awaitBegun() {
            await().until(() -> begun.getCount() == 0);
        }
    }
}
