package academy.exchange.agent;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import academy.exchange.Acknowledgement;
import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.Serialization;
import academy.exchange.mailbox.ContainerOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents that deliver at least once, on an exchange in memory. */
@Timeout(60)
class AtLeastOnceAgentsTest {

    private static final String ID = "7b1c1d4e-52f5-4bd5-9d0b-5b8f6d5a1c11";

    @Test
    void actionInterruptedByAStopIsRunAgainAtTheNextStartAndAnsweredOnce() {
        try (Application application = Application.run(Slow.class, Impatient.class)) {
            Slow slow = application.bean(Slow.class);
            CompletableFuture<Integer> answer =
                    application.exchange().getHandle(AgentId.of(ID)).action("work", Integer.class);
            await().until(() -> slow.begun.get() == 1);

            application.container("slow").stop();
            assertThat(answer).isNotDone();
            slow.gate.countDown();
            application.container("slow").start();

            assertThat(answer).succeedsWithin(Application.PATIENCE).isEqualTo(2);
        }
    }

    @Test
    void actionSettlesItsRequestsByHandAndGetsTheNextThen() {
        try (Application application = Application.run(Keeper.class)) {
            Keeper keeper = application.bean(Keeper.class);
            var handle = application.exchange().getHandle(AgentId.of(ID));
            assertThat(handle.action("keep", Integer.class)).succeedsWithin(Application.PATIENCE);
            CompletableFuture<Integer> second = handle.action("keep", Integer.class);

            await().during(Duration.ofMillis(200)).until(() -> keeper.kept.size() == 1);
            keeper.kept.get(0).acknowledge();

            assertThat(second).succeedsWithin(Application.PATIENCE).isEqualTo(2);
        }
    }

    @Test
    void listenerThatFailsGetsItsMessageAgainUntilItIsADeadLetter() {
        try (Application application = Application.run(Map.of("attempts", "2"), Deaf.class)) {
            Exchange exchange = application.exchange();
            ClientId client = exchange.registerClient();
            Message answer = new Message(
                    Message.request(AgentId.of(ID), client, new Request.Ping())
                            .header()
                            .reply(),
                    new Response.Result(Serialization.JSON, "1"));
            exchange.send(answer);

            Deaf deaf = application.bean(Deaf.class);
            await().until(() -> deaf.heard.get() == 2);
            try (Mailbox mailbox = exchange.getMailbox(AgentId.of(ID))) {
                await().until(() -> mailbox.deadLetters(10).size() == 1);
                assertThat(mailbox.deadLetters(10).get(0).attempts()).isEqualTo(2);
                assertThat(mailbox.deadLetters(10).get(0).reason()).contains("deaf");
            }
        }
    }

    static class Impatient {
        @Bean
        AgentOptions options() {
            return AgentOptions.defaults()
                    .withContainer(ContainerOptions.defaults().withShutdownTimeout(Duration.ofMillis(100)));
        }
    }

    @Component("slow")
    @AgentMailbox(id = ID, delivery = "at-least-once")
    static class Slow {
        final AtomicInteger begun = new AtomicInteger();
        final CountDownLatch gate = new CountDownLatch(1);

        @Action
        int work() throws InterruptedException {
            int run = begun.incrementAndGet();
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            return run;
        }
    }

    @Component
    @AgentMailbox(id = ID, delivery = "at-least-once")
    static class Keeper {
        final List<Acknowledgement> kept = new CopyOnWriteArrayList<>();

        @Action
        int keep(Acknowledgement acknowledgement) {
            kept.add(acknowledgement);
            return kept.size();
        }
    }

    @Component
    static class Deaf {
        final AtomicInteger heard = new AtomicInteger();

        @AgentMailbox(id = ID, delivery = "at-least-once", maxAttempts = "${attempts}")
        void hear(Response response) {
            heard.incrementAndGet();
            throw new IllegalStateException("deaf");
        }
    }
}
