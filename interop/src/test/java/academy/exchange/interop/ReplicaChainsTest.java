package academy.exchange.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentHandle;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Java agents that ask a Python agent in their own name get its answer in their own mailbox, which must be read though
 * their only handler waits for that answer, and which may be read by another application than the one that asked.
 */
@WithPeers(javaAgents = ReplicaChainsTest.Replica.class)
class ReplicaChainsTest {

    private static final String ID = "7c1de5a4-3f86-4b0e-8a4f-52a7f7a1c001";
    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final int MANY = 80;

    private final EmbeddedRedis redis;
    private final PythonPeer python;
    private final JavaPeer java;

    ReplicaChainsTest(EmbeddedRedis redis, PythonPeer python, JavaPeer java) {
        this.redis = redis;
        this.python = python;
        this.java = java;
    }

    @Test
    void onlyHandlerOfAnAgentWaitsForAPythonAgent() throws InterruptedException {
        assertThat(java.handle(ID).call("relay", String.class, LIMIT, List.of(relay()), "é"))
                .isEqualTo("é");
    }

    @Test
    void answersToReplicasReachTheOneThatAsked() {
        String relay = relay();
        try (JavaPeer replica = JavaPeer.start(redis, Replica.class);
                JavaPeer asking = JavaPeer.start(redis)) {
            AgentHandle handle = asking.handle(ID).withTimeout(LIMIT);
            List<CompletableFuture<Integer>> fromJava = new ArrayList<>();
            IntStream.range(0, MANY)
                    .forEach(i -> fromJava.add(handle.action("relay", Integer.class, List.of(relay), i)));
            CompletableFuture<JsonNode> fromPython = python.begin(
                    "asked = handle(uid, request_serializer='json')\n"
                            + "return await asyncio.gather(*(asked.relay([relay], i) for i in range(many)))",
                    Map.of("uid", ID, "relay", relay, "many", MANY));

            assertThat(fromJava.stream().map(CompletableFuture::join).toList())
                    .isEqualTo(IntStream.range(0, MANY).boxed().toList());
            assertThat(python.await(fromPython)
                            .valueStream()
                            .map(JsonNode::asInt)
                            .toList())
                    .isEqualTo(IntStream.range(0, MANY).boxed().toList());
            assertThat(replica.bean(Replica.class).relayed).hasPositiveValue();
            assertThat(java.bean(Replica.class).relayed).hasPositiveValue();
        }
    }

    private String relay() {
        return python.run("from testing import traffic\nreturn await launch(traffic.Relay())")
                .asString();
    }

    @AgentMailbox(id = ID, concurrency = "1")
    static class Replica extends Relay {}
}
