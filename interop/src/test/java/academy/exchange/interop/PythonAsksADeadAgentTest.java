package academy.exchange.interop;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.MailboxStatus;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python client asks a Java agent whose process was killed, while other Java processes live. */
@WithPeers
class PythonAsksADeadAgentTest {

    private static final String ID = "9c2b7d55-0f0e-4c52-8a5e-6f1d7b0e2a41";
    private static final String SOON = "academy.exchange.unavailable-after=3s";

    private final EmbeddedRedis redis;
    private final PythonPeer python;

    PythonAsksADeadAgentTest(EmbeddedRedis redis, PythonPeer python) {
        this.redis = redis;
        this.python = python;
    }

    @Test
    void actionsOfAKilledJavaAgentRaiseAnAcademyRemoteError() {
        try (JavaPeer living = living();
                JavaProcess mortal = JavaProcess.start(redis, Mortal.class, SOON)) {
            CompletableFuture<JsonNode> begun = ask("toil()");
            await().until(() -> mortal.said("begun") == 1);
            CompletableFuture<JsonNode> waiting = ask("toil()");
            await().until(() -> living.exchange().stats(AgentId.of(ID)).queued() == 1);

            mortal.kill();

            assertRaises(begun);
            assertRaises(waiting);
            assertRaises(ask("toil()"));
        }
    }

    @Test
    void pingOfAKilledJavaAgentRaisesAnAcademyRemoteError() {
        try (JavaPeer living = living();
                JavaProcess mortal = JavaProcess.start(redis, Mortal.class, SOON)) {
            assertThat(living.exchange().status(AgentId.of(ID))).isEqualTo(MailboxStatus.ACTIVE);
            mortal.kill();

            assertRaises(ask("ping(timeout=60)"));
        }
    }

    /** Somebody who notices. */
    private JavaPeer living() {
        return JavaPeer.start(redis, Map.of("academy.exchange.unavailable-after", "3s"), ReadingAgent.class);
    }

    private CompletableFuture<JsonNode> ask(String call) {
        String code = "return await asyncio.wait_for(handle(uid, request_serializer='json')." + call + ", 50)";
        return python.begin(code, Map.of("uid", ID));
    }

    private void assertRaises(CompletableFuture<JsonNode> asked) {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> python.await(asked))
                .satisfies(raised -> assertThat(raised.type()).isEqualTo("AcademyRemoteError"))
                .withMessageContaining("AgentUnavailableException")
                .withMessageContaining("no process has served the mailbox of agent " + ID);
    }

    @AgentMailbox(id = ID)
    static class Mortal {

        @Action
        @SuppressWarnings("SystemOut") // the test reads it
        void toil() throws InterruptedException {
            System.out.println("begun");
            new CountDownLatch(1).await();
        }
    }
}
