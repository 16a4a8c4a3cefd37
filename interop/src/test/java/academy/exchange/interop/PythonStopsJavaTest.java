package academy.exchange.interop;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.MailboxStatus;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Python client stops and terminates Java agents, and asks those that have ended. */
@WithPeers
class PythonStopsJavaTest {

    private final PythonPeer python;
    private final JavaPeer java;
    private final Worker worker = new Worker();

    PythonStopsJavaTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @Test
    void shutdownTerminatesAJavaAgentWithAFreshId() {
        String uid = java.launch(worker);
        run(uid, "await worker.shutdown()");
        assertStopped(uid, MailboxStatus.TERMINATED);
    }

    @Test
    void shutdownLeavesTheMailboxOfAJavaAgentWithAFixedId() {
        String uid = launchFixed();
        run(uid, "await worker.shutdown()");
        assertStopped(uid, MailboxStatus.ACTIVE);
    }

    @Test
    void shutdownWithTerminateEndsTheMailboxOfAJavaAgentWithAFixedId() {
        String uid = launchFixed();
        run(uid, "await worker.shutdown(terminate=True)");
        assertStopped(uid, MailboxStatus.TERMINATED);
    }

    @Test
    void shutdownWithoutTerminateLeavesTheMailboxOfAJavaAgentWithAFreshId() {
        String uid = java.launch(worker);
        run(uid, "await worker.shutdown(terminate=False)");
        assertStopped(uid, MailboxStatus.ACTIVE);
    }

    @Test
    void runningJavaActionIsAnsweredWithItsResultAtAShutdown() {
        String uid = java.launch(worker);
        toil(uid);
        run(uid, "await worker.shutdown()");
        await().until(() -> !java.isRunning(uid));
        worker.letGo(1);
        assertThat(run(uid, "return await kept.toil").asString()).isEqualTo("done");
        assertStopped(uid, MailboxStatus.TERMINATED);
    }

    @Test
    void runningJavaActionIsCancelledAtAShutdownIfItsApplicationSaysSo() {
        AgentOptions options = java.bean(AgentRegistrar.class).defaults().withCancelsOnShutdown(true);
        String uid = java.launch(worker, AgentRegistration.of(Worker.class), options);
        toil(uid);
        run(uid, "await worker.shutdown()");
        assertRaises("ActionCancelledError", uid, "await kept.toil");
    }

    @Test
    void questionsThatWaitWhenPythonTerminatesAJavaAgentRaiseAgentTerminated() {
        String uid = java.launch(worker);
        toil(uid);
        run(uid, "kept.waiting = [asyncio.create_task(worker.echo(number)) for number in range(3)]");
        await().until(() -> java.handle(uid).stats().queued() == 3);
        run(uid, "await client.terminate(worker.agent_id)");
        assertAllTerminated(uid);
    }

    @Test
    void questionsThatWaitWhenJavaTerminatesItsAgentRaiseAgentTerminated() {
        String uid = java.launch(worker);
        toil(uid);
        run(uid, "kept.waiting = [asyncio.create_task(worker.echo(number)) for number in range(3)]");
        await().until(() -> java.handle(uid).stats().queued() == 3);
        java.exchange().terminate(AgentId.of(uid));
        assertAllTerminated(uid);
    }

    @Test
    void questionsThatWaitWhenAJavaAgentIsShutDownWithTerminateRaiseAgentTerminated() {
        String uid = launchFixed();
        toil(uid);
        run(uid, "kept.waiting = [asyncio.create_task(worker.echo(number)) for number in range(3)]");
        await().until(() -> java.handle(uid).stats().queued() == 3);
        run(uid, "await worker.shutdown(terminate=True)");
        await().until(() -> !java.isRunning(uid));
        worker.letGo(1);
        assertThat(run(uid, "return await kept.toil").asString()).isEqualTo("done");
        assertWaitingAreTerminated(uid);
    }

    @Test
    void everyRequestToATerminatedJavaAgentRaisesAgentTerminated() {
        String uid = java.launch(worker);
        java.exchange().terminate(AgentId.of(uid));
        for (String request : List.of("echo(1)", "ping()", "shutdown()")) {
            assertRaises("AgentTerminatedError", uid, "await worker." + request);
        }
    }

    @Test
    void everyRequestToAnUnknownJavaAgentRaisesBadEntityId() {
        String uid = UUID.randomUUID().toString();
        for (String request : List.of("echo(1)", "ping()", "shutdown()")) {
            assertRaises("BadEntityIdError", uid, "await worker." + request);
        }
    }

    @Test
    void answerToAClosedPythonClientHarmsNoOtherQuestion() {
        String uid = java.launch(worker);
        String code =
                """
                kept.other = await factory.create_user_client()
                asking = Handle(worker.agent_id, exchange=kept.other, ignore_context=True, request_serializer='json')
                kept.lost = asyncio.create_task(asking.toil())
                """;
        run(uid, code);
        await().until(() -> worker.started() == 1);
        run(uid, "await kept.other.close()");
        worker.letGo(1);
        assertThat(run(uid, "return await worker.echo(7)").asInt()).isEqualTo(7);
    }

    private String launchFixed() {
        return java.launch(worker, AgentRegistration.of(Worker.class).withId(AgentId.random()));
    }

    /** Keeps the worker busy with a question that is not answered until it is let go. */
    private void toil(String uid) {
        run(uid, "kept.toil = asyncio.create_task(worker.toil())");
        await().until(() -> worker.started() == 1);
    }

    private JsonNode run(String uid, String code) {
        return python.run("worker = handle(uid, request_serializer='json')\n" + code, Map.of("uid", uid));
    }

    private void assertStopped(String uid, MailboxStatus status) {
        await().until(() -> !java.isRunning(uid));
        await().untilAsserted(() ->
                assertThat(java.exchange().status(AgentId.of(uid))).isEqualTo(status));
    }

    private void assertAllTerminated(String uid) {
        assertRaises("AgentTerminatedError", uid, "await kept.toil");
        assertWaitingAreTerminated(uid);
        worker.letGo(1);
        assertThat(run(java.launch(new Worker()), "return await worker.echo(7)").asInt())
                .isEqualTo(7);
    }

    private void assertWaitingAreTerminated(String uid) {
        String code =
                """
                answers = await asyncio.gather(*kept.waiting, return_exceptions=True)
                return [f'{type(each).__name__} {each.uid == worker.agent_id}' for each in answers]
                """;
        assertThat(run(uid, code).values())
                .extracting(JsonNode::asString)
                .containsExactly("AgentTerminatedError True", "AgentTerminatedError True", "AgentTerminatedError True");
    }

    private void assertRaises(String type, String uid, String code) {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> run(uid, code))
                .satisfies(raised -> assertThat(raised.type()).isEqualTo(type));
    }
}
