package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.Exchange;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.ResultType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What a Java client sees of Python agents without asking them: status, signs of life and counts. */
@WithPeers
class JavaWatchesPythonTest {

    private final PythonRelease release;
    private final PythonPeer python;
    private final JavaPeer java;
    private final Exchange exchange;

    JavaWatchesPythonTest(PythonRelease release, PythonPeer python, JavaPeer java) {
        this.release = release;
        this.python = python;
        this.java = java;
        this.exchange = java.exchange();
    }

    @Test
    void runningPythonAgentIsActive() {
        assertThat(launch().status()).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    void pythonAgentThatIsRegisteredOnlyIsActive() {
        assertThat(exchange.status(register())).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    void terminatedPythonAgentIsTerminated() {
        AgentHandle echo = launch();
        terminate(echo.agentId());
        assertThat(echo.status()).isEqualTo(MailboxStatus.TERMINATED);
    }

    @Test
    void idThatPythonTerminatedInVainIsTerminated() {
        AgentId nobody = AgentId.random();
        terminate(nobody);
        assertThat(exchange.status(nobody)).isEqualTo(MailboxStatus.TERMINATED);
    }

    @Test
    void pythonClientIsActive() {
        assertThat(exchange.status(pythonClient())).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    void runningPythonAgentGivesSignsOfLife() {
        AgentHandle echo = launch();
        await().until(() -> echo.heartbeatAge().isPresent());
        assertThat(echo.heartbeatAge().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(90));
    }

    @Test
    void pythonClientGivesSignsOfLife() {
        assertThat(exchange.heartbeatAge(pythonClient()).orElseThrow())
                .isBetween(Duration.ZERO, Duration.ofSeconds(90));
    }

    @Test
    void pythonAgentThatIsRegisteredOnlyGivesNoSignOfLife() {
        assertThat(exchange.heartbeatAge(register())).isEmpty();
    }

    @Test
    void signOfLifeOfATerminatedPythonAgentCanStillBeAskedForInJava() {
        AgentHandle echo = launch();
        await().until(() -> echo.heartbeatAge().isPresent());
        terminate(echo.agentId());
        assertThat(echo.heartbeatAge()).isPresent();
        String code = "return await client.heartbeat_status(AgentId(uid=uuid.UUID(uid)))";
        Map<String, ?> values = Map.of("uid", echo.agentId().uid());
        if (release.isOldest()) {
            assertThat(python.run(code, values).asDouble()).isNotNegative();
        } else {
            assertThatExceptionOfType(PythonException.class)
                    .isThrownBy(() -> python.run(code, values))
                    .satisfies(ended -> assertThat(ended.type()).isEqualTo("AgentTerminatedError"));
        }
    }

    @Test
    void signOfLifeOfAnUnknownIdIsRefused() {
        AgentHandle nobody = java.handle(UUID.randomUUID().toString());
        assertThatExceptionOfType(BadEntityIdException.class).isThrownBy(nobody::heartbeatAge);
    }

    @Test
    void countsOfAPythonAgentLackWhatTheOldestReleaseDoesNotCount() {
        AgentHandle echo = launch();
        for (int number = 0; number < 4; number++) {
            echo.action("echo", Integer.class, number).join();
        }
        List<CompletableFuture<Void>> waiting =
                Stream.generate(() -> echo.action("wait", Void.class)).limit(3).toList();
        int asked = awaitWaits(echo, 3);
        int completed = release.isOldest() ? 0 : 4 + asked;
        assertThat(echo.stats()).isEqualTo(new MailboxStats(completed + 3, 0, 3, completed, 0));
        waiting.forEach(each -> each.cancel(true));
        // Three questions and the three cancels of them.
        await().untilAsserted(() -> assertThat(echo.stats())
                .isEqualTo(new MailboxStats(
                        release.isOldest() ? 0 : completed + 6, 0, 0, release.isOldest() ? 0 : completed + 6, 0)));
    }

    @Test
    void countsOfAPythonAgentAreThoseThatPythonTells() {
        AgentHandle echo = launch();
        echo.action("echo", Integer.class, 7).join();
        String code =
                """
                counts = await client.agent_stats(AgentId(uid=uuid.UUID(uid)))
                return [counts.incoming, counts.queued, counts.in_progress, counts.completed, counts.outgoing]
                """;
        if (release.isOldest()) {
            assertThatExceptionOfType(PythonException.class)
                    .isThrownBy(
                            () -> python.run(code, Map.of("uid", echo.agentId().uid())))
                    .withMessageContaining("has no attribute 'agent_stats'");
        } else {
            assertThat(python.run(code, Map.of("uid", echo.agentId().uid()))).hasToString("[1,0,0,1,0]");
            assertThat(echo.stats()).isEqualTo(new MailboxStats(1, 0, 0, 1, 0));
        }
    }

    @Test
    void questionsOfAPythonAgentAreCountedAsItsOutgoing() {
        AgentHandle asker = java.handle(python.run("from testing.askers import Asker\nreturn await launch(Asker())")
                .asString());
        String worker = java.launch(new Worker());
        asker.action("ask", Object.class, worker, "echo", 7).join();
        assertThat(asker.stats().outgoing()).isEqualTo(release.isOldest() ? 0 : 1);
    }

    @Test
    void messagesWaitInTheMailboxOfAPythonAgentThatIsRegisteredOnly() {
        AgentHandle nobody = exchange.getHandle(register());
        CompletableFuture<Integer> answer = nobody.action("increment", Integer.class, 2);
        await().untilAsserted(() -> assertThat(nobody.stats()).isEqualTo(new MailboxStats(1, 1, 0, 0, 0)));
        python.run(
                "await launch(agents.Counter(), uid)",
                Map.of("uid", nobody.agentId().uid()));
        assertThat(answer.join()).isEqualTo(2);
    }

    private AgentHandle launch() {
        return java.handle(python.run("return await launch(agents.Echo())").asString());
    }

    private AgentId register() {
        return AgentId.of(python.run("return str((await client.register_agent(agents.Counter)).agent_id.uid)")
                .asString());
    }

    private void terminate(AgentId agent) {
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", agent.uid()));
    }

    private ClientId pythonClient() {
        return ClientId.of(python.run("return str(client.client_id.uid)").asString());
    }

    /** Waits until so many calls of wait have begun. Returns how often it had to ask. */
    private static int awaitWaits(AgentHandle echo, int started) {
        int asked = 0;
        List<Integer> waits = List.of(0, 0);
        while (asked < 1000 && waits.get(0) < started) {
            waits = echo.action("waits", new ResultType<List<Integer>>() {}, List.of(), Map.of())
                    .join();
            asked++;
        }
        assertThat(waits.get(0)).isEqualTo(started);
        return asked;
    }
}
