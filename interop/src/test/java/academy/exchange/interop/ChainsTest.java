package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ExchangeException;
import academy.exchange.ExchangeTimeoutException;
import academy.exchange.ResultType;
import academy.exchange.agent.AgentMailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A question that agents of both languages ask each other in turn. */
@WithPeers(javaAgents = {ChainsTest.First.class, ChainsTest.Last.class})
class ChainsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MANY = 200;
    private static final ResultType<List<String>> TEXTS = new ResultType<>() {};

    private final PythonPeer python;
    private final JavaPeer java;
    private String first = "";
    private String last = "";
    private String relay = "";
    private String otherRelay = "";

    ChainsTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @BeforeEach
    void launch() {
        first = java.uid("first");
        last = java.uid("last");
        relay = python.run("from testing import traffic\nreturn await launch(traffic.Relay())")
                .asString();
        otherRelay = python.run("from testing import traffic\nreturn await launch(traffic.Relay())")
                .asString();
    }

    @Test
    void answerComesBackToAPythonClientThroughJavaAndPythonAgents() {
        assertThat(fromPython("relay", first, List.of(relay, last), "'é'")).isEqualTo("é");
    }

    @Test
    void answerComesBackToAJavaClientThroughPythonAndJavaAgents() throws InterruptedException {
        assertThat(java.handle(relay).call("relay", String.class, LIMIT, List.of(last, otherRelay), "é"))
                .isEqualTo("é");
    }

    @Test
    void everyAgentAsksInItsOwnName() throws InterruptedException {
        assertThat(java.handle(relay).call("trace", TEXTS, LIMIT, List.of(List.of(first, otherRelay, last)), Map.of()))
                .endsWith(relay, first, otherRelay)
                .hasSize(4);
        assertThat(python.run(
                                "trace = await handle(uid, request_serializer='json').trace(path)\n"
                                        + "return [trace[0] == str(client.client_id.uid), *trace[1:]]",
                                Map.of("uid", first, "path", List.of(relay, last)))
                        .toString())
                .isEqualTo("[true,\"" + first + "\",\"" + relay + "\"]");
    }

    @Test
    void failureAtTheFarEndReachesAPythonClient() {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> fromPython("fail", first, List.of(relay, last), "'the far end'"))
                .withMessageContaining("the far end");
    }

    @Test
    void failureAtTheFarEndReachesAJavaClient() {
        assertThatExceptionOfType(ActionFailedException.class)
                .isThrownBy(() ->
                        java.handle(relay).call("fail", Void.class, LIMIT, List.of(last, otherRelay), "the far end"))
                .withMessageContaining("the far end");
    }

    @Test
    void timeLimitOfAJavaClientEndsTheWholeChain() {
        int interrupted = java.bean(Last.class).interrupted.get();

        // All of the chain have the same limit, and what the far end says of it may be here first.
        assertThatExceptionOfType(ExchangeException.class)
                .isThrownBy(
                        () -> java.handle(first).call("wait", Void.class, Duration.ofSeconds(2), List.of(relay, last)))
                .extracting(Throwable::toString)
                .asString()
                .contains(ExchangeTimeoutException.class.getSimpleName());

        awaitCancelled(relay, interrupted);
    }

    @Test
    void cancelOfAJavaClientReachesTheFarEnd() {
        Last far = java.bean(Last.class);
        int waiting = far.waiting.get();
        int interrupted = far.interrupted.get();
        CompletableFuture<Void> question =
                java.handle(first).withTimeout(LIMIT).action("wait", Void.class, List.of(relay, last));
        await().until(() -> far.waiting.get() > waiting);

        question.cancel(true);

        awaitCancelled(relay, interrupted);
    }

    @Test
    void cancelOfAPythonClientReachesTheFarEnd() {
        Last far = java.bean(Last.class);
        int waiting = far.waiting.get();
        int interrupted = far.interrupted.get();
        python.run(
                "kept.handle = handle(uid, request_serializer='json')\n"
                        + "kept.question = asyncio.create_task(kept.handle.wait(path))",
                Map.of("uid", first, "path", List.of(relay, last)));
        await().until(() -> far.waiting.get() > waiting);

        python.run("kept.question.cancel()");

        awaitCancelled(relay, interrupted);
        assertThat(python.run("return await kept.handle.relay([], 'still there')")
                        .asString())
                .isEqualTo("still there");
    }

    @Test
    void shutdownOfAnAgentInTheMiddleEndsTheRestAndIsTold() {
        Last far = java.bean(Last.class);
        int waiting = far.waiting.get();
        int interrupted = far.interrupted.get();
        CompletableFuture<JsonNode> question = python.begin(
                "await handle(uid, request_serializer='json').wait(path)",
                Map.of("uid", first, "path", List.of(relay, last)));
        await().until(() -> far.waiting.get() > waiting);

        java.handle(relay).shutdown(true).join();

        awaitCancelled(otherRelay, interrupted);
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> python.await(question))
                .withMessageContaining("ACTION_CANCELLED");
    }

    @Test
    void eachOfManyChainsGetsItsOwnAnswer() {
        List<CompletableFuture<Integer>> fromJava = IntStream.range(0, MANY)
                .mapToObj(i -> java.handle(relay)
                        .withTimeout(LIMIT)
                        .action("relay", Integer.class, List.of(first, otherRelay, last), i))
                .toList();
        CompletableFuture<?> fromPython = python.begin(
                """
                asked, turn = handle(uid, request_serializer='json'), asyncio.Semaphore(50)
                async def ask(i):
                    async with turn:  # a Python client has a hundred connections
                        return await asked.relay(path, i)
                answers = await asyncio.gather(*(ask(i) for i in range(many)))
                assert answers == list(range(many)), answers
                """,
                Map.of("uid", first, "path", List.of(relay, last), "many", MANY));

        assertThat(fromJava.stream().map(CompletableFuture::join).toList())
                .isEqualTo(IntStream.range(0, MANY).boxed().toList());
        assertThat(fromPython).succeedsWithin(LIMIT);
    }

    private String fromPython(String action, String uid, List<String> path, String argument) {
        return python.run(
                        "return await handle(uid, request_serializer='json')." + action + "(path, " + argument + ")",
                        Map.of("uid", uid, "path", path))
                .asString();
    }

    /** Waits until nobody works on the question any more. */
    private void awaitCancelled(String pythonRelay, int interruptedBefore) {
        await().untilAsserted(
                        () -> assertThat(java.bean(Last.class).interrupted).hasValue(interruptedBefore + 1));
        AgentHandle handle = java.handle(pythonRelay);
        await().untilAsserted(() -> assertThat(handle.call("relay", String.class, LIMIT, List.of(), "free"))
                .isEqualTo("free"));
        await().untilAsserted(() ->
                assertThat(java.exchange().stats(AgentId.of(last)).inProgress()).isZero());
    }

    @AgentMailbox(name = "first", concurrency = "8")
    static class First extends Relay {}

    @AgentMailbox(name = "last", concurrency = "8")
    static class Last extends Relay {}
}
