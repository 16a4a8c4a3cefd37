package academy.exchange.interop;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.MailboxStats;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python client asks a Java agent that delivers at least once, and whose process is killed over it. */
@WithPeers
class PythonIsServedAtLeastOnceTest {

    private static final String ID = "5d0c8a53-94c5-4b0b-8d65-0c1f3b9e7f26";
    private static final String[] SETTINGS = {
        "academy.exchange.agent.delivery=at-least-once",
        "academy.exchange.agent.recovery-time=3s",
        "academy.exchange.agent.prefetch=2"
    };

    private final EmbeddedRedis redis;
    private final PythonPeer python;
    private final JavaPeer java;

    PythonIsServedAtLeastOnceTest(EmbeddedRedis redis, PythonPeer python, JavaPeer java) {
        this.redis = redis;
        this.python = python;
        this.java = java;
    }

    @Test
    void requestsThatAKilledJavaAgentHeldAreHandledByItsSuccessorAndAnsweredOnce() {
        List<CompletableFuture<JsonNode>> asked;
        long before;
        try (JavaProcess first = JavaProcess.start(redis, Mill.class, settings("mill.stuck=true"))) {
            before = stats().completed();
            asked = IntStream.range(0, 5).mapToObj(this::ask).toList();
            await().until(() -> first.said("begun") == 1 && stats().queued() == 2);
            first.kill();
        }

        try (JavaProcess second = JavaProcess.start(redis, Mill.class, settings("mill.stuck=false"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(python.await(asked.get(i)).asInt()).isEqualTo(i);
            }
            assertThat(second.said("begun")).isEqualTo(5);
            assertThat(python.await(ask(7)).asInt()).isEqualTo(7);
            assertThat(stats().completed() - before).isEqualTo(6);
            assertThat(stats().queued() + stats().inProgress()).isZero();
        }
        assertThat(python.output()).doesNotContain("Response received without corresponding request", "KeyError");
    }

    @Test
    void requestsWhoseCallersWereToldOfTheDeathAreNotBegunByTheSuccessor() {
        String soon = "academy.exchange.unavailable-after=3s";
        try (JavaPeer living =
                        JavaPeer.start(redis, Map.of("academy.exchange.unavailable-after", "3s"), ReadingAgent.class);
                JavaProcess first = JavaProcess.start(redis, Mill.class, settings("mill.stuck=true", soon))) {
            List<CompletableFuture<JsonNode>> asked =
                    IntStream.range(0, 5).mapToObj(this::ask).toList();
            await().until(() -> first.said("begun") == 1
                    && living.exchange().stats(AgentId.of(ID)).queued() == 2);
            first.kill();

            assertThat(asked).allSatisfy(each -> assertThatExceptionOfType(PythonException.class)
                    .isThrownBy(() -> python.await(each))
                    .withMessageContaining("AgentUnavailableException"));
        }

        try (JavaProcess second = JavaProcess.start(redis, Mill.class, settings("mill.stuck=false"))) {
            assertThat(python.await(ask(7)).asInt()).isEqualTo(7);
            assertThat(second.said("begun")).isEqualTo(1);
        }
    }

    private CompletableFuture<JsonNode> ask(int grain) {
        String code = "return await asyncio.wait_for(handle(uid, request_serializer='json').grind(grain), 50)";
        return python.begin(code, Map.of("uid", ID, "grain", grain));
    }

    private MailboxStats stats() {
        return java.exchange().stats(AgentId.of(ID));
    }

    private static String[] settings(String... more) {
        return Stream.of(SETTINGS, more).flatMap(Stream::of).toArray(String[]::new);
    }

    @AgentMailbox(id = ID)
    static class Mill {

        private final boolean stuck;

        Mill(@Value("${mill.stuck}") boolean stuck) {
            this.stuck = stuck;
        }

        @Action
        @SuppressWarnings("SystemOut") // the test reads it
        int grind(int grain) throws InterruptedException {
            System.out.println("begun");
            if (stuck) {
                new CountDownLatch(1).await();
            }
            return grain;
        }
    }
}
