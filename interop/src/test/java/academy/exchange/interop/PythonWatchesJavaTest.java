package academy.exchange.interop;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.MailboxStats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a Python client sees of Java agents without asking them: status, signs of life and counts. */
@WithPeers
class PythonWatchesJavaTest {

    private final PythonRelease release;
    private final PythonPeer python;
    private final JavaPeer java;

    PythonWatchesJavaTest(PythonRelease release, PythonPeer python, JavaPeer java) {
        this.release = release;
        this.python = python;
        this.java = java;
    }

    @Test
    void runningJavaAgentIsActive() {
        String uid = java.launch(new Worker());
        awaitHeartbeat(uid);
        assertThat(status(uid)).isEqualTo("ACTIVE");
    }

    @Test
    void javaAgentThatIsRegisteredOnlyIsInactiveForReleasesThatLookAtHeartbeats() {
        String uid = java.exchange().registerAgent(Worker.class).uid().toString();
        assertThat(status(uid)).isEqualTo(release.isOldest() ? "ACTIVE" : "INACTIVE");
    }

    @Test
    void terminatedJavaAgentIsTerminated() {
        String uid = java.launch(new Worker());
        java.exchange().terminate(AgentId.of(uid));
        assertThat(status(uid)).isEqualTo("TERMINATED");
    }

    @Test
    void idThatNobodyRegisteredIsMissing() {
        assertThat(status(UUID.randomUUID().toString())).isEqualTo("MISSING");
    }

    @Test
    void idThatJavaTerminatedInVainIsMissing() {
        AgentId nobody = AgentId.random();
        java.exchange().terminate(nobody);
        assertThat(status(nobody.uid().toString())).isEqualTo("MISSING");
    }

    @Test
    void javaClientIsActive() {
        String echo = python.run("return await launch(agents.Echo())").asString();
        String client = java.handle(echo).action("who_asks", String.class).join();
        awaitHeartbeat(client);
        assertThat(status(client)).isEqualTo("ACTIVE");
    }

    @Test
    void runningJavaAgentGivesSignsOfLife() {
        String uid = java.launch(new Worker());
        awaitHeartbeat(uid);
        assertThat(heartbeat(uid).asDouble()).isBetween(0.0, 60.0);
    }

    @Test
    void javaAgentThatIsRegisteredOnlyGivesNoSignOfLife() {
        String uid = java.exchange().registerAgent(Worker.class).uid().toString();
        assertThat(heartbeat(uid).isNull()).isTrue();
    }

    @Test
    void signOfLifeOfAnUnknownIdRaisesBadEntityId() {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> heartbeat(UUID.randomUUID().toString()))
                .satisfies(unknown -> assertThat(unknown.type()).isEqualTo("BadEntityIdError"));
    }

    @Test
    void handleThatRejectsInactiveAgentsAsksARunningJavaAgent() {
        String uid = java.launch(new Worker());
        awaitHeartbeat(uid);
        assertThat(askIfActive(uid)).isEqualTo(release.isOldest() ? "TypeError" : "7");
    }

    @Test
    void handleThatRejectsInactiveAgentsDoesNotAskAJavaAgentThatIsRegisteredOnly() {
        String uid = java.exchange().registerAgent(Worker.class).uid().toString();
        assertThat(askIfActive(uid)).isEqualTo(release.isOldest() ? "TypeError" : "AgentInactiveError");
    }

    @Test
    void countsOfAJavaAgentAreThoseThatJavaTells() {
        Worker worker = new Worker();
        String uid = java.launch(worker);
        run(uid, "for number in range(4):\n    await worker.echo(number)");
        run(uid, "kept.waiting = [asyncio.create_task(worker.toil()) for number in range(3)]");
        await().until(() -> worker.started() == 1 && java.handle(uid).stats().queued() == 2);
        assertThat(java.handle(uid).stats()).isEqualTo(new MailboxStats(7, 2, 1, 4, 0));
        assertThat(stats(uid)).isEqualTo(release.isOldest() ? List.of() : List.of(7, 2, 1, 4, 0));
        worker.letGo(3);
        run(uid, "await asyncio.gather(*kept.waiting)");
        assertThat(java.handle(uid).stats()).isEqualTo(new MailboxStats(7, 0, 0, 7, 0));
        assertThat(stats(uid)).isEqualTo(release.isOldest() ? List.of() : List.of(7, 0, 0, 7, 0));
    }

    @Test
    void questionsOfAJavaAgentAreCountedAsItsOutgoing() {
        String uid = java.launch(new Worker());
        String echo = python.run("return await launch(agents.Echo())").asString();
        java.handle(echo)
                .askingAs(AgentId.of(uid))
                .action("echo", Integer.class, 7)
                .join();
        assertThat(java.handle(uid).stats().outgoing()).isEqualTo(1);
        assertThat(stats(uid)).isEqualTo(release.isOldest() ? List.of() : List.of(0, 0, 0, 0, 1));
    }

    @Test
    void terminatedJavaAgentHasOneMessageForPythonAndNoneForJava() {
        String uid = java.launch(new Worker());
        java.exchange().terminate(AgentId.of(uid));
        assertThat(java.exchange().stats(AgentId.of(uid)).queued()).isZero();
        assertThat(stats(uid)).isEqualTo(release.isOldest() ? List.of() : List.of(0, 1, 0, 0, 0));
    }

    private void awaitHeartbeat(String uid) {
        await().until(() -> java.handle(uid).heartbeatAge().isPresent());
    }

    private String status(String uid) {
        return run(uid, "return (await client.status(worker.agent_id)).name").asString();
    }

    private JsonNode heartbeat(String uid) {
        return run(uid, "return await client.heartbeat_status(worker.agent_id)");
    }

    /** Incoming, queued, in progress, completed and outgoing; nothing if this release does not count. */
    private List<Integer> stats(String uid) {
        String code =
                """
                if not hasattr(client, 'agent_stats'):
                    return []
                counts = await client.agent_stats(worker.agent_id)
                return [counts.incoming, counts.queued, counts.in_progress, counts.completed, counts.outgoing]
                """;
        return run(uid, code).values().stream().map(JsonNode::asInt).toList();
    }

    /** The answer, or the error that was raised; the oldest release has no such handles. */
    private String askIfActive(String uid) {
        String code =
                """
                try:
                    picky = handle(uid, request_serializer='json', reject_on_inactive=True)
                    return str(await picky.echo(7))
                except Exception as error:
                    return type(error).__name__
                """;
        return run(uid, code).asString();
    }

    private JsonNode run(String uid, String code) {
        return python.run("worker = handle(uid, request_serializer='json')\n" + code, Map.of("uid", uid));
    }
}
