package academy.exchange.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.ClientId;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Agents in processes of their own, which are killed or held up. */
@Timeout(120)
class KilledAgentsTest {

    private static final Duration UNAVAILABLE_AFTER = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestRedis redis = TestRedis.shared();
    private final String prefix = "test-" + UUID.randomUUID() + ":";
    private final RedisKeys keys = new RedisKeys(prefix);
    private final RedisExchange exchange = redis.exchange()
            .keyPrefix(prefix)
            .unavailableAfter(UNAVAILABLE_AFTER)
            .build();
    private final AgentId agent = exchange.registerAgent(KilledAgentsTest.class);
    private HangingAgent process;

    @BeforeEach
    void start() throws IOException {
        process = HangingAgent.start(redis, prefix, agent, UNAVAILABLE_AFTER);
    }

    @AfterEach
    void end() {
        process.close();
        exchange.close();
        redis.deleteKeys(prefix);
    }

    @Test
    void callersOfAKilledProcessLearnItLongBeforeTheirTimeLimit() throws InterruptedException {
        AgentHandle handle = exchange.getHandle(agent).withTimeout(Duration.ofSeconds(100));
        CompletableFuture<Void> begun = handle.action("work", Void.class);
        await().atMost(SOON).until(() -> exchange.stats(agent).inProgress() == 1);
        CompletableFuture<Void> queued = handle.action("work", Void.class);

        process.kill();
        CompletableFuture<Void> late = handle.action("work", Void.class);

        for (CompletableFuture<Void> asked : List.of(begun, queued, late)) {
            assertThat(asked)
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(AgentUnavailableException.class);
        }
    }

    @Test
    void restartedProcessServesWhatWaitsIfItComesBackInTime() throws InterruptedException, IOException {
        AgentId patient = exchange.registerAgent(KilledAgentsTest.class);
        Duration grace = Duration.ofSeconds(60);
        try (HangingAgent first = HangingAgent.start(redis, prefix, patient, grace)) {
            first.kill();
        }
        CompletableFuture<Void> asked =
                exchange.getHandle(patient).withTimeout(Duration.ofSeconds(100)).action("work", Void.class);

        try (HangingAgent second = HangingAgent.start(redis, prefix, patient, grace)) {
            UUID tag = openTag(patient);
            second.awaitBegun(tag);
            second.answer(tag);

            assertThat(asked).succeedsWithin(SOON);
        }
    }

    @Test
    void lateAnswerOfAProcessThatWasHeldUpDoesNoHarm() throws InterruptedException, IOException {
        try (Asker asker = new Asker()) {
            UUID tag = asker.ask();
            process.awaitBegun(tag);

            process.holdUp();
            assertThat(asker.answer()).isInstanceOf(Response.ActionError.class);
            process.goOn();
            process.answer(tag);

            UUID next = asker.ask();
            process.awaitBegun(next);
            process.answer(next);
            assertThat(asker.answer()).isInstanceOf(Response.Success.class);
            assertThat(asker.mailbox.receive(1, Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void requestThatCameWhileItWasHeldUpIsNotBegunByTheProcess() throws InterruptedException, IOException {
        try (Asker asker = new Asker()) {
            process.holdUp();
            UUID tag = asker.ask();
            UUID other = asker.ask();
            asker.answer();
            asker.answer();
            process.goOn();

            UUID next = asker.ask();
            process.awaitBegun(next);
            assertThat(process.hasBegun(tag)).isFalse();
            assertThat(process.hasBegun(other)).isFalse();
        }
    }

    private UUID openTag(AgentId asked) {
        String key = redis.commands().keys(keys.everyRequest(asked)).get(0);
        return UUID.fromString(key.substring(key.lastIndexOf(':') + 1));
    }

    /** Waits for answers as a handle does, and sees each of them. */
    private final class Asker implements AutoCloseable {

        private final ClientId client = exchange.registerClient();
        private final Mailbox mailbox = exchange.getMailbox(client);

        UUID ask() {
            Message request = Message.request(client, agent, UUID.randomUUID(), Map.of(), new Request.Ping());
            exchange.send(request);
            return request.tag();
        }

        Object answer() throws InterruptedException {
            return mailbox.receive(SOON).body();
        }

        @Override
        public void close() {
            mailbox.close();
        }
    }
}
