package academy.exchange.interop;

import java.util.Map;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python client cancels what it asked a Java agent, which runs one action at a time. */
@WithPeers
class PythonCancelsJavaTest {

    private final PythonPeer python;
    private final JavaPeer java;
    private final Worker worker = new Worker();
    private final String uid;

    PythonCancelsJavaTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.uid = java.launch(worker);
    }

    @Test
    void cancelledTaskInterruptsTheJavaAction() {
        begin("kept.toil = asyncio.create_task(worker.toil())");
        run("kept.toil.cancel()");
        await().until(() -> worker.interrupted() == 1);
        assertThat(run("return await worker.echo(7)").asInt()).isEqualTo(7);
    }

    @Test
    void timeLimitOfAWaitInterruptsTheJavaAction() {
        String code =
                """
                try:
                    await asyncio.wait_for(worker.toil(), 1)
                except asyncio.TimeoutError:
                    return 'too late'
                """;
        assertThat(run(code).asString()).isEqualTo("too late");
        await().until(() -> worker.interrupted() == 1);
    }

    @Test
    void handleGoesOnAskingAfterItsTaskWasCancelled() {
        begin("kept.worker = worker", "kept.toil = asyncio.create_task(worker.toil())");
        String code =
                """
                kept.toil.cancel()
                while kept.worker._pending_response_futures:
                    await asyncio.sleep(0.01)
                return await kept.worker.echo(7)
                """;
        assertThat(run(code).asInt()).isEqualTo(7);
    }

    @Test
    void cancelOfARunningJavaActionAnswersBoth() {
        begin("kept.tag = uuid.uuid4()", "kept.toil = asyncio.create_task(act(worker, kept.tag, 'toil'))");
        assertThat(run("return await cancel(worker, kept.tag)").asString()).isEqualTo("success-response");
        assertRaised("ActionCancelledError", "return await kept.toil");
        await().until(() -> worker.interrupted() == 1);
    }

    @Test
    void cancelOfAJavaActionThatWaitsItsTurnAnswersBothAndNeverRunsIt() {
        begin("kept.first = asyncio.create_task(worker.toil())");
        run("kept.tag = uuid.uuid4()\nkept.second = asyncio.create_task(act(worker, kept.tag, 'toil'))");
        await().until(() -> java.handle(uid).stats().queued() == 1);
        assertThat(run("return await cancel(worker, kept.tag)").asString()).isEqualTo("success-response");
        assertRaised("ActionCancelledError", "return await kept.second");
        worker.letGo(1);
        assertThat(run("return await kept.first").asString()).isEqualTo("done");
        assertThat(worker.started()).isEqualTo(1);
    }

    @Test
    void cancelOfAnEndedJavaActionIsAnInvalidState() {
        assertThat(run("kept.tag = uuid.uuid4()\nreturn await act(worker, kept.tag, 'echo', 7)")
                        .asInt())
                .isEqualTo(7);
        assertRaised("ActionInvalidStateError", "return await cancel(worker, kept.tag)");
    }

    @Test
    void cancelOfAnUnknownActionIsAnInvalidState() {
        assertRaised("ActionInvalidStateError", "return await cancel(worker, uuid.uuid4())");
    }

    /** Runs this and waits until the worker toils. */
    private void begin(String... lines) {
        run(String.join("\n", lines));
        await().until(() -> worker.started() == 1);
    }

    private JsonNode run(String code) {
        String head = "from testing.questions import act, cancel\nworker = handle(uid, request_serializer='json')\n";
        return python.run(head + code, Map.of("uid", uid));
    }

    private void assertRaised(String type, String code) {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> run(code))
                .satisfies(raised -> assertThat(raised.type()).isEqualTo(type));
    }
}
