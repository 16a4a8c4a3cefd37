package academy.exchange.interop;

import java.util.Map;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.MailboxStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python client pings, cancels and stops a Java agent whose only handler is at work, while others wait for it. */
@WithPeers
class PythonAsksABusyJavaAgentTest {

    private final PythonPeer python;
    private final JavaPeer java;
    private final Worker worker = new Worker();
    private final String uid;

    PythonAsksABusyJavaAgentTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.uid = java.launch(worker, AgentRegistration.of(Worker.class).withId(AgentId.random()));
        run("kept.tags = [uuid.uuid4() for number in range(3)]\nkept.toils = []");
        begin(0);
        await().until(() -> worker.started() == 1);
        begin(1);
        begin(2);
        await().until(() -> java.handle(uid).stats().queued() == 2);
    }

    @Test
    void pingIsAnsweredWhileAJavaAgentIsBusy() {
        assertThat(run("return await worker.ping(timeout=20)").asDouble()).isLessThan(20);
        assertThat(run("return any(each.done() for each in kept.toils)").asBoolean())
                .isFalse();
        finish(3);
    }

    @Test
    void runningActionIsCancelledWhileAJavaAgentIsBusy() {
        assertThat(run("return await cancel(worker, kept.tags[0])").asString()).isEqualTo("success-response");
        assertRaises("ActionCancelledError", "await kept.toils.pop(0)");
        await().until(() -> worker.started() == 2);
        finish(2);
    }

    @Test
    void waitingActionIsCancelledWhileAJavaAgentIsBusy() {
        assertThat(run("return await cancel(worker, kept.tags[2])").asString()).isEqualTo("success-response");
        assertRaises("ActionCancelledError", "await kept.toils.pop(2)");
        finish(2);
        assertThat(worker.started()).isEqualTo(2);
    }

    @Test
    void cancelOfAnUnknownActionIsRefusedWhileAJavaAgentIsBusy() {
        assertRaises("ActionInvalidStateError", "await cancel(worker, uuid.uuid4())");
        finish(3);
    }

    @Test
    void shutdownIsAnsweredWhileAJavaAgentIsBusy() {
        String code =
                """
                from academy.message import ShutdownRequest
                return (await ask(worker, ShutdownRequest(terminate=True))).kind
                """;
        assertThat(run(code).asString()).isEqualTo("success-response");
        await().until(() -> !java.isRunning(uid));
        worker.letGo(1);
        assertThat(run("return await kept.toils[0]").asString()).isEqualTo("done");
        assertRaises("AgentTerminatedError", "await kept.toils[1]");
        assertRaises("AgentTerminatedError", "await kept.toils[2]");
        assertThat(java.exchange().status(AgentId.of(uid))).isEqualTo(MailboxStatus.TERMINATED);
    }

    private void begin(int toil) {
        run("kept.toils.append(asyncio.create_task(act(worker, kept.tags[%d], 'toil')))".formatted(toil));
    }

    /** Lets the rest of the actions end. */
    private void finish(int rest) {
        worker.letGo(rest);
        assertThat(run("return await asyncio.gather(*kept.toils)")).hasSize(rest);
    }

    private JsonNode run(String code) {
        String head =
                """
                from testing.questions import act, ask, cancel
                worker = handle(uid, request_serializer='json')
                """;
        return python.run(head + code, Map.of("uid", uid));
    }

    private void assertRaises(String type, String code) {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> run(code))
                .satisfies(raised -> assertThat(raised.type()).isEqualTo(type));
    }
}
