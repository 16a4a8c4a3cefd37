package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import academy.exchange.AgentHandle;
import academy.exchange.BadEntityIdException;
import academy.exchange.ClientId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;
import academy.exchange.MailboxTerminatedException;
import academy.exchange.ProtocolErrorException;
import academy.exchange.ResultType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Java client stops and terminates Python agents, and asks those that have ended. */
@WithPeers
class JavaStopsPythonTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PythonPeer python;
    private final JavaPeer java;
    private final Exchange exchange;

    JavaStopsPythonTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.exchange = java.exchange();
    }

    @Test
    void shutdownTerminatesAPythonAgentThatDoesSoOnSuccess() {
        AgentHandle echo = launch("");
        echo.shutdown().join();
        assertEnded(echo, MailboxStatus.TERMINATED);
    }

    @Test
    void shutdownLeavesTheMailboxOfAPythonAgentThatDoesNotTerminateOnSuccess() {
        AgentHandle echo = launch(", terminate_on_success=False");
        echo.shutdown().join();
        assertEnded(echo, MailboxStatus.ACTIVE);
    }

    @Test
    void shutdownWithTerminateEndsTheMailboxOfAPythonAgentThatWouldLeaveIt() {
        AgentHandle echo = launch(", terminate_on_success=False");
        echo.shutdown(true).join();
        assertEnded(echo, MailboxStatus.TERMINATED);
    }

    @Test
    void shutdownWithoutTerminateLeavesTheMailboxOfAPythonAgentThatWouldEndIt() {
        AgentHandle echo = launch("");
        echo.shutdown(false).join();
        assertEnded(echo, MailboxStatus.ACTIVE);
    }

    @Test
    void runningPythonActionIsCancelledAtAShutdown() {
        AgentHandle echo = launch("");
        CompletableFuture<Void> waiting = begin(echo);
        echo.shutdown().join();
        assertThat(waiting)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(ProtocolErrorException.class, cancelled -> assertThat(cancelled.code())
                        .isEqualTo(ErrorCode.ACTION_CANCELLED));
    }

    @Test
    void questionsThatWaitWhenJavaTerminatesAPythonAgentFailAsTerminated() {
        AgentHandle echo = launch("");
        List<CompletableFuture<Void>> waiting = List.of(begin(echo), begin(echo), begin(echo));
        exchange.terminate(echo.agentId());
        waiting.forEach(each -> assertTerminated(echo, each::join));
    }

    @Test
    void questionsThatWaitWhenPythonTerminatesItsAgentFailAsTerminated() {
        AgentHandle echo = launch("");
        List<CompletableFuture<Void>> waiting = List.of(begin(echo), begin(echo), begin(echo));
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", uid(echo)));
        waiting.forEach(each -> assertTerminated(echo, each::join));
    }

    @Test
    void lateAnswerOfATerminatedPythonAgentHarmsNoOtherQuestion() throws Exception {
        AgentHandle echo = launch("");
        CompletableFuture<Void> waiting = begin(echo);
        exchange.terminate(echo.agentId());
        assertTerminated(echo, waiting::join);
        // Its run ends, and cancels what was terminated already; so it is answered a second time.
        python.run("peer.runs[uid].cancel()\nawait asyncio.wait([peer.runs[uid]])", Map.of("uid", uid(echo)));
        assertThat(launch("").call("echo", Integer.class, LIMIT, 7)).isEqualTo(7);
    }

    @Test
    void questionsToATerminatedPythonAgentFailAsTerminated() {
        AgentHandle echo = launch("");
        exchange.terminate(echo.agentId());
        assertTerminated(echo, () -> echo.call("echo", Integer.class, LIMIT, 7));
        assertTerminated(echo, () -> echo.ping(LIMIT));
        assertThat(echo.shutdown()).succeedsWithin(LIMIT);
    }

    @Test
    void questionsToAPythonAgentThatStoppedItselfFailAsTerminated() {
        AgentHandle echo = launch("");
        python.run("await handle(uid).shutdown()\nawait peer.runs[uid]", Map.of("uid", uid(echo)));
        assertTerminated(echo, () -> echo.call("echo", Integer.class, LIMIT, 7));
    }

    @Test
    void questionsToAnUnknownPythonAgentFailAsUnknown() {
        AgentHandle nobody = java.handle(UUID.randomUUID().toString());
        assertUnknown(nobody, () -> nobody.call("echo", Integer.class, LIMIT, 7));
        assertUnknown(nobody, () -> nobody.ping(LIMIT));
        assertUnknown(nobody, () -> nobody.shutdown().join());
    }

    @Test
    void closedPythonClientIsTerminated() {
        String code =
                """
                async with await factory.create_user_client() as other:
                    return str(other.client_id.uid)
                """;
        ClientId client = ClientId.of(python.run(code).asString());
        assertThat(exchange.status(client)).isEqualTo(MailboxStatus.TERMINATED);
    }

    private AgentHandle launch(String config) {
        return java.handle(
                python.run("return await launch(agents.Echo()" + config + ")").asString());
    }

    /** Asks something that is not answered, and waits until the agent is at it. */
    private static CompletableFuture<Void> begin(AgentHandle echo) {
        int before = waits(echo);
        CompletableFuture<Void> waiting = echo.action("wait", Void.class);
        await().until(() -> waits(echo) == before + 1);
        return waiting;
    }

    private static int waits(AgentHandle echo) {
        return echo.action("waits", new ResultType<List<Integer>>() {}, List.of(), Map.of())
                .join()
                .get(0);
    }

    private static String uid(AgentHandle handle) {
        return handle.agentId().uid().toString();
    }

    private void assertEnded(AgentHandle echo, MailboxStatus status) {
        python.run("await asyncio.wait_for(peer.runs[uid], 30)", Map.of("uid", uid(echo)));
        assertThat(echo.status()).isEqualTo(status);
        assertThat(exchange.discoverAll().contains(echo.agentId())).isEqualTo(status == MailboxStatus.ACTIVE);
    }

    private static void assertTerminated(AgentHandle echo, ThrowingCallable question) {
        assertThatExceptionOfType(MailboxTerminatedException.class)
                .isThrownBy(() -> plain(question))
                .satisfies(ended -> assertThat(ended.id()).isEqualTo(echo.agentId()));
    }

    private static void assertUnknown(AgentHandle nobody, ThrowingCallable question) {
        assertThatExceptionOfType(BadEntityIdException.class)
                .isThrownBy(() -> plain(question))
                .satisfies(unknown -> assertThat(unknown.id()).isEqualTo(nobody.agentId()));
    }

    /** Throws what a future failed with instead of what it wraps that in. */
    private static void plain(ThrowingCallable question) throws Throwable {
        try {
            question.call();
        } catch (CompletionException wrapped) {
            throw wrapped.getCause() == null ? wrapped : wrapped.getCause();
        }
    }
}
