package academy.exchange.interop;

import java.util.Map;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python agent asks a Java agent in its own name. */
@WithPeers
class PythonAgentAsksJavaTest {

    private final PythonPeer python;
    private final Worker worker = new Worker();
    private final String uid;
    private final String asker;

    PythonAgentAsksJavaTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.uid = java.launch(worker);
        this.asker = launch("");
    }

    @Test
    void answerOfAJavaAgentReachesAPythonAgent() {
        assertThat(run("return await asker.ask(uid, 'serve', 2, 'coffee', True)"))
                .hasToString("[2,\"coffee\",true]");
    }

    @Test
    void javaActionKnowsWhichPythonAgentAsks() {
        assertThat(run("return await asker.ask(uid, 'whoAsks')").asString()).isEqualTo(asker);
    }

    @Test
    void javaAgentAnswersThePingOfAPythonAgent() {
        assertThat(run("return await asker.round_trip(uid)").asDouble()).isNotNegative();
    }

    @Test
    void exceptionOfAJavaActionPassesThroughAPythonAgent() {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> run("await asker.ask(uid, 'fail', 'no tea')"))
                .withMessageContaining("IllegalStateException: no tea");
    }

    @Test
    void pythonAgentWhoseConfigurationSaysJsonAsksAJavaAgent() {
        String json = launch(", default_serializer='json'");
        assertThat(python.run(
                                "return await handle(json, request_serializer='json').ask_by_default(uid, 'echo', 7)",
                                Map.of("json", json, "uid", uid))
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void cancelOfAPythonActionCancelsWhatItAskedOfAJavaAgent() {
        run("kept.asking = asyncio.create_task(asker.ask(uid, 'toil'))");
        await().until(() -> worker.started() == 1);
        run("kept.asking.cancel()");
        await().until(() -> worker.interrupted() == 1);
    }

    @Test
    void shutdownOfAPythonAgentCancelsWhatItAskedOfAJavaAgent() {
        run("kept.asking = asyncio.create_task(asker.ask(uid, 'toil'))");
        await().until(() -> worker.started() == 1);
        run("await asker.shutdown()");
        await().until(() -> worker.interrupted() == 1);
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> run("await kept.asking"))
                .satisfies(cancelled -> assertThat(cancelled.type()).isEqualTo("ActionCancelledError"));
    }

    private String launch(String config) {
        return python.run("from testing.askers import Asker\nreturn await launch(Asker()" + config + ")")
                .asString();
    }

    private JsonNode run(String code) {
        return python.run(
                "asker = handle(agent, request_serializer='json')\n" + code, Map.of("agent", asker, "uid", uid));
    }
}
