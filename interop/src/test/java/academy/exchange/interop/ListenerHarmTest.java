package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Mailbox;
import academy.exchange.Message;
import academy.exchange.Response;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A Python peer that gets a second answer to a question of a live handle, or what it cannot read, stops listening for
 * good and goes on to look alive. What could bring a Java peer to do that is done here on purpose.
 */
@WithPeers
class ListenerHarmTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Halves of pairs that cannot be written in UTF-8, and what some readers take for the end of a text or a line. */
    private static final List<String> ODD = List.of("\ud800", "\udc00\ud800", "\u0000", "\u2028\ufeff\uffff");

    /** Holds a termination by Python just before the first command of this name for the ticket of a request. */
    private static final String TERMINATE_IN_STEPS =
            """
            redis, kept.reached, kept.go = client._transport._client, asyncio.Event(), asyncio.Event()
            original = getattr(redis, command)
            async def held(*keys):
                if isinstance(keys[0], bytes) and keys[0].startswith(b'request:'):
                    kept.reached.set()
                    await kept.go.wait()
                return await original(*keys)
            setattr(redis, command, held)
            kept.termination = asyncio.create_task(client.terminate(AgentId(uid=uuid.UUID(uid))))
            kept.termination.add_done_callback(lambda _: setattr(redis, command, original))
            await kept.reached.wait()
            """;

    private final PythonPeer python;
    private final JavaPeer java;
    private final Held held = new Held();
    private final MailboxContainer container;
    private final String uid;

    ListenerHarmTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.container = java.bean(AgentRegistrar.class)
                .register("held", held, AgentRegistration.of(Held.class).withId(AgentId.random()));
        this.uid = container.status().mailbox().orElseThrow().uid().toString();
    }

    @BeforeEach
    void makeHandle() {
        python.run("kept.handle = handle(uid, request_serializer='json')", Map.of("uid", uid));
    }

    @AfterEach
    void everyPythonListenerListens() {
        held.release.release(100);
        java.bean(AgentRegistrar.class).remove("held");
        python.run(
                """
                uid = await launch(agents.Echo())
                assert await asyncio.wait_for(handle(uid).echo('alive'), 10) == 'alive'
                assert not client._listener_task.done()
                """);
        assertThat(python.output()).doesNotContain("KeyError");
    }

    @Test
    void answerThatIsSentAgainArrivesOnce() throws InterruptedException {
        AgentId agent = java.exchange().registerAgent(Object.class);
        CompletableFuture<JsonNode> question = python.begin(
                "kept.handle = handle(uid, request_serializer='json')\nreturn await kept.handle.ping(timeout=30)",
                Map.of("uid", agent.uid().toString()));
        try (Mailbox mailbox = java.exchange().getMailbox(agent)) {
            Message request = mailbox.receive(LIMIT);
            Message answer = new Message(request.header().reply(), new Response.Success());
            java.exchange().send(answer);
            java.exchange().send(answer);
            java.exchange().sendAll(List.of(answer, answer));
        }

        assertThat(python.await(question).asDouble()).isPositive();
    }

    @Test
    void ticketThatATerminationByPythonHasSeenIsLeftToIt() {
        answerDuringATermination("get");
    }

    @Test
    void ticketThatATerminationByPythonHasReadIsLeftToIt() {
        answerDuringATermination("delete");
    }

    @Test
    void answerAfterATerminationByPythonIsDropped() {
        beginHolding();
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", uid));
        assertThat(end()).isEqualTo("AgentTerminatedError");

        held.release.release();
        await().until(() -> container.status().inFlight() == 0);
    }

    @Test
    void answerAfterATerminationByPythonIsDroppedEvenIfTheMailboxWasOpenedAnew() {
        beginHolding();
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", uid));
        assertThat(end()).isEqualTo("AgentTerminatedError");
        await().until(() -> !container.isRunning());
        java.exchange().registerAgent(AgentRegistration.of(Held.class).withId(AgentId.of(uid)));

        held.release.release();
        await().until(() -> container.status().inFlight() == 0);
    }

    @Test
    void answerAfterATerminationByJavaIsDropped() {
        beginHolding();
        java.exchange().terminate(AgentId.of(uid));
        assertThat(end()).isEqualTo("AgentTerminatedError");

        held.release.release();
        await().until(() -> container.status().inFlight() == 0);
    }

    @Test
    void answerAfterACancelIsDropped() {
        beginHolding();
        python.run("kept.question.cancel()");
        assertThat(end()).isEqualTo("CancelledError");

        held.release.release();
        await().until(() -> container.status().inFlight() == 0);
        assertThat(python.run("return await kept.handle.quick()").asString()).isEqualTo("quick");
    }

    @Test
    void questionThatWasCancelledInTheMailboxIsNotAnsweredByThePythonAgentThatTakesOver() {
        beginHolding();
        python.run(
                """
                kept.queued = asyncio.create_task(kept.handle.hold())
                while (await client._transport._client.llen(f'queue:{uid}')) == 0: await asyncio.sleep(0.01)
                kept.queued.cancel()
                while len(kept.handle._pending_response_futures) > 1: await asyncio.sleep(0.01)
                """,
                Map.of("uid", uid));
        held.release.release();
        container.stop();

        python.run("await launch(agents.Echo(), uid=uid)", Map.of("uid", uid));

        assertThat(python.run("return await kept.handle.echo('taken over')").asString())
                .isEqualTo("taken over");
    }

    @Test
    void oddTextDoesNotStopAPythonAgent() throws InterruptedException {
        String echo = python.run("return await launch(agents.Echo())").asString();
        AgentHandle handle = java.handle(echo).withTimeout(LIMIT);
        for (String odd : ODD) {
            AgentHandle named = java.exchange().getHandle(AgentId.of(echo).withName(odd));

            assertThat(handle.action("echo", Object.class, odd).handle((value, failure) -> "ended"))
                    .succeedsWithin(LIMIT);
            assertThat(handle.action(odd, Object.class, 1).handle((value, failure) -> "ended"))
                    .succeedsWithin(LIMIT);
            assertThat(named.ping(LIMIT)).isPositive();
            assertThat(handle.call("echo", String.class, LIMIT, "alive")).isEqualTo("alive");
        }
    }

    @Test
    void oddTextDoesNotStopAPythonClient() {
        String code =
                "try:\n    return await kept.handle.odd(code, fails)\nexcept Exception as e:\n    return 'failed'";
        for (String odd : ODD) {
            List<Integer> chars = odd.chars().boxed().toList();

            assertThat(python.run(code, Map.of("code", chars, "fails", false)).isString())
                    .isTrue();
            assertThat(python.run(code, Map.of("code", chars, "fails", true)).asString())
                    .isEqualTo("failed");
        }
    }

    private void answerDuringATermination(String command) {
        beginHolding();
        python.run(TERMINATE_IN_STEPS, Map.of("uid", uid, "command", command));

        held.release.release();
        await().until(() -> container.status().inFlight() == 0);

        python.run("kept.go.set()\nawait kept.termination");
        assertThat(end()).isEqualTo("AgentTerminatedError");
    }

    private void beginHolding() {
        python.run("kept.question = asyncio.create_task(kept.handle.hold())");
        await().until(() -> container.status().inFlight() == 1);
    }

    /** How the question ended. */
    private String end() {
        String code = "try:\n    return await asyncio.wait_for(asyncio.shield(kept.question), 10)\n"
                + "except BaseException as failure:\n    return type(failure).__name__";
        return python.run(code).asString();
    }

    /** Answers when it is allowed to, whatever interrupts it. */
    static class Held {

        final Semaphore release = new Semaphore(0);

        @Action
        String hold() {
            release.acquireUninterruptibly();
            return "released";
        }

        @Action
        String quick() {
            return "quick";
        }

        @Action
        String odd(List<Integer> chars, boolean fails) {
            StringBuilder text = new StringBuilder();
            chars.forEach(each -> text.append((char) each.intValue()));
            if (fails) {
                throw new IllegalStateException(text.toString());
            }
            return text.toString();
        }
    }
}
