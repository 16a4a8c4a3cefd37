package academy.exchange.interop;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.EntityId;
import academy.exchange.ErrorCode;
import academy.exchange.Exchange;
import academy.exchange.Header;
import academy.exchange.Mailbox;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.agent.Action;
import academy.exchange.agent.OnStart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The errors of the protocol that are rare: agents that fail to start, and peers of another protocol version. */
@WithPeers
class ProtocolErrorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PythonPeer python;
    private final JavaPeer java;
    private final Exchange exchange;

    ProtocolErrorsTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.exchange = java.exchange();
    }

    @Test
    void javaPingOfAPythonAgentThatFailsToStartIsCancelled() throws Exception {
        String code =
                """
                class Unready(agents.Agent):
                    async def agent_on_startup(self):
                        await kept.failing.wait()
                        raise RuntimeError('no beans')

                kept.failing = asyncio.Event()
                kept.unready = Unready()
                kept.agent_id = (await client.register_agent(Unready)).agent_id
                kept.launching = asyncio.create_task(launch(kept.unready, str(kept.agent_id.uid)))
                return str(kept.agent_id.uid)
                """;
        AgentId unready = AgentId.of(python.run(code).asString());
        Caller caller = new Caller();
        UUID ping = caller.ask(unready, "1");
        await().until(() -> exchange.stats(unready), new MailboxStats(1, 0, 1, 0, 0)::equals);
        python.run("kept.failing.set()");
        assertThat(caller.answer())
                .isEqualTo(Map.entry(ping, new Response.ProtocolError(ErrorCode.PING_CANCELLED, null)));
        await().until(() -> exchange.status(unready) == MailboxStatus.TERMINATED);
        python.run("kept.launching.cancel()");
    }

    @Test
    void pythonPingOfAJavaAgentThatFailsToStartIsCancelled() throws Exception {
        Unready unready = new Unready();
        AgentId fixed = AgentId.random();
        CompletableFuture<String> launched = CompletableFuture.supplyAsync(
                () -> java.launch(unready, AgentRegistration.of(Unready.class).withId(fixed)));
        assertThat(unready.starting.await(30, TimeUnit.SECONDS)).isTrue();
        Map<String, ?> values = Map.of("uid", fixed.uid());
        CompletableFuture<JsonNode> ping = python.begin("return await handle(uid).ping(timeout=30)", values);
        await().until(() -> exchange.stats(fixed).queued() == 1);
        unready.failing.countDown();
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> python.await(ping))
                .satisfies(cancelled -> assertThat(cancelled.type()).isEqualTo("PingCancelledError"));
        assertThat(launched)
                .failsWithin(LIMIT)
                .withThrowableThat()
                .havingRootCause()
                .withMessage("no beans");
    }

    @Test
    void javaRequestOfAnotherMajorVersionIsRefusedByAPythonAgentAndClient() throws Exception {
        AgentId agent =
                AgentId.of(python.run("return await launch(agents.Echo())").asString());
        ClientId client =
                ClientId.of(python.run("return str(client.client_id.uid)").asString());
        Caller caller = new Caller();
        for (EntityId peer : new EntityId[] {agent, client}) {
            UUID ping = caller.ask(peer, "2");
            assertThat(caller.answer())
                    .isEqualTo(Map.entry(ping, new Response.ProtocolError(ErrorCode.INCOMPATIBLE_PROTOCOL, peer)));
        }
        assertThat(java.handle(agent.uid().toString()).ping(LIMIT)).isLessThan(LIMIT);
    }

    @Test
    void javaRequestOfAnotherMinorVersionIsAnsweredByAPythonAgent() throws Exception {
        AgentId agent =
                AgentId.of(python.run("return await launch(agents.Echo())").asString());
        Caller caller = new Caller();
        UUID ping = caller.ask(agent, "1.7");
        assertThat(caller.answer()).isEqualTo(Map.entry(ping, new Response.Success()));
    }

    @Test
    void pythonRequestOfAnotherMajorVersionIsRefusedByAJavaAgentAndClient() {
        String agent = java.launch(new Worker());
        String echo = python.run("return await launch(agents.Echo())").asString();
        String client = java.handle(echo).action("who_asks", String.class).join();
        for (String peer : new String[] {agent, client}) {
            assertThatExceptionOfType(PythonException.class)
                    .isThrownBy(() -> pingAs("2", peer))
                    .satisfies(refused -> assertThat(refused.type()).isEqualTo("IncompatibleNetworkProtocolError"));
        }
        assertThat(pingAs("1", agent).asString()).isEqualTo("success-response");
    }

    @Test
    void pythonRequestOfAnotherMinorVersionIsAnsweredByAJavaAgent() {
        assertThat(pingAs("1.7", java.launch(new Worker())).asString()).isEqualTo("success-response");
    }

    private JsonNode pingAs(String version, String uid) {
        String code =
                """
                from academy.message import PingRequest
                from testing.questions import ask
                return (await ask(handle(uid), PingRequest(), version=version)).kind
                """;
        return python.run(code, Map.of("uid", uid, "version", version));
    }

    /** A client that pings in whatever protocol version. */
    private final class Caller {

        private final ClientId id = exchange.registerClient();
        private final Mailbox mailbox = exchange.getMailbox(id);

        UUID ask(EntityId peer, String version) {
            UUID tag = UUID.randomUUID();
            Header header = new Header(id, peer, tag, null, Header.Kind.REQUEST, version, Map.of());
            exchange.send(new Message(header, new Request.Ping()));
            return tag;
        }

        Map.Entry<UUID, ?> answer() throws InterruptedException {
            Message answer = mailbox.receive(LIMIT);
            return Map.entry(answer.tag(), answer.body());
        }
    }

    static class Unready {

        private final CountDownLatch starting = new CountDownLatch(1);
        private final CountDownLatch failing = new CountDownLatch(1);

        @OnStart
        void start() throws InterruptedException {
            starting.countDown();
            failing.await();
            throw new IllegalStateException("no beans");
        }

        @Action
        void rest() {}
    }
}
