package academy.exchange.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import academy.exchange.embedded.EmbeddedRedis;

/**
 * What the installed release writes to Redis is what its generation always wrote. When it is not, the wire has changed, and
 * the failure says in which message and where. What was captured lies in {@code target/traffic}; if this library can live
 * with the change, a copy of it becomes the golden traffic of a generation.
 */
@WithPeers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PythonTrafficTest {

    private static final String SETUP =
            """
            from academy.message import ActionRequest, CancelRequest, Message, PingRequest, UserErrorResponse
            from testing import talkers

            kept.agent = talkers.Talker()
            kept.uid = await launch(kept.agent)
            kept.id = AgentId(uid=uuid.UUID(kept.uid), name='alpha')
            kept.to = lambda **serializers: Handle(kept.id, exchange=client, ignore_context=True, **serializers)
            kept.json = kept.to(request_serializer='json')
            kept.request = lambda body, dest=None: Message.create(client.client_id, dest or kept.id, body)
            kept.ActionRequest, kept.CancelRequest, kept.PingRequest = ActionRequest, CancelRequest, PingRequest
            kept.UserErrorResponse = UserErrorResponse
            return [kept.uid, str(client.client_id.uid)]
            """;

    private SoftAssertions soft = new SoftAssertions();

    private final PythonRelease release;
    private final PythonPeer python;
    private final Wiretap tap;
    private final GoldenTraffic golden;
    private final String agent;
    private final String user;
    private final Map<String, List<RedisCommand>> captured = new LinkedHashMap<>();

    PythonTrafficTest(PythonRelease release, PythonPeer python, EmbeddedRedis redis) {
        this.release = release;
        this.python = python;
        this.golden = GoldenTraffic.of(release);
        JsonNode ids = python.run(SETUP);
        this.agent = ids.get(0).asString();
        this.user = ids.get(1).asString();
        this.tap = Wiretap.on(redis);
    }

    @AfterEach
    void checkTraffic() {
        SoftAssertions checked = soft;
        soft = new SoftAssertions();
        checked.assertAll();
    }

    @AfterAll
    void keepWhatWasCaptured() throws IOException {
        tap.close();
        String text = captured.entrySet().stream()
                .map(each -> "== " + each.getKey() + "\n" + lines(each.getValue()))
                .collect(Collectors.joining("\n"));
        Path directory = Path.of("target", "traffic");
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(release.version() + ".txt"), text);
    }

    @Test
    void actions() {
        talk("arguments by place and by name", "await kept.json.add(1, 'x', k=[True, None, 1.5])");
        talk("no arguments", "await kept.json.count()");
        talk("escapes", "await kept.json.action('café', 'é\"\\\\\\n', float('nan'), float('inf'))");
        talkUntil(
                "no label",
                "await client.send(kept.request(kept.ActionRequest(action='count', serialization='json')))",
                "action-response");
    }

    @Test
    void serializers() {
        talk("arguments pickled", "await kept.to(result_serializer='json', exception_serializer='json').count()");
        talk("all pickled", "await kept.to().add(1, 'x', k=[True, None, 1.5])");
        talk("result pickled", "await kept.to(request_serializer='json', result_serializer='pickle').count()");
        talk(
                "exception pickled",
                raising("await kept.to(request_serializer='json', exception_serializer='pickle').fail()"));
    }

    @Test
    void exceptions() {
        talk("an exception", raising("await kept.json.fail()"));
        talk("an unknown action", raising("await kept.json.action('odd')"));
        talk("an exception that cannot be pickled", raising("await kept.to().fail_unpicklably()"));
        // No agent answers so, but it is what remains of an exception without a trace. No handle has this label.
        talk(
                "an exception that was never raised",
                """
                request = kept.request(kept.PingRequest())
                request.header = request.header.model_copy(update={'label': uuid.uuid4()})
                error = kept.UserErrorResponse(serialization='json', exception=ValueError('bad'))
                await client.send(request.create_response(error))
                """);
    }

    @Test
    void pings() {
        talk("a ping", "await kept.json.ping(timeout=10)");
        talk(
                "a ping of an agent that fails to start",
                """
                from academy.runtime import Runtime
                from testing import talkers
                unready = talkers.Unready()
                registration = await client.register_agent(talkers.Unready)
                runtime = Runtime(unready, exchange_factory=factory, registration=registration)
                run = asyncio.create_task(runtime.run_until_complete())
                to = Handle(registration.agent_id, exchange=client, ignore_context=True)
                ping = asyncio.create_task(to.ping(timeout=10))
                while not runtime._action_tasks:
                    await asyncio.sleep(0.01)
                unready.released.set()
                await asyncio.wait([run, ping])
                """);
    }

    @Test
    void cancels() {
        tap.changes();
        CompletableFuture<JsonNode> cancelled = python.begin(
                """
                kept.agent.started.clear()
                kept.agent.released.clear()
                action = asyncio.create_task(kept.json.wait())
                await kept.agent.started.wait()
                action.cancel()
                """,
                Map.of());
        List<RedisCommand> until = tap.until(command -> command.sends("success-response"));
        python.await(cancelled);
        python.run("kept.agent.released.set()");
        until.addAll(tap.until(command -> command.sends("academy-error-response")));
        check("a cancel of a running action", until);
        talkUntil(
                "a cancel of an unknown action",
                """
                target = uuid.UUID('66666666-6666-4666-8666-666666666666')
                request = kept.request(kept.CancelRequest(target_tag=target))
                request.header = request.header.model_copy(update={'label': kept.json.handle_id})
                kept.json._pending_response_futures[request.tag] = asyncio.get_running_loop().create_future()
                await client.send(request)
                """,
                "academy-error-response");
    }

    @Test
    void shutdowns() {
        for (String terminate : List.of("None", "True", "False")) {
            talk(
                    "a shutdown with terminate=" + terminate,
                    """
                    uid = await launch(agents.Counter())
                    alpha = AgentId(uid=uuid.UUID(uid), name='alpha')
                    await Handle(alpha, exchange=client, ignore_context=True).shutdown(terminate=%s)
                    await asyncio.wait([peer.runs.pop(uid)])
                    """
                            .formatted(terminate));
        }
    }

    @Test
    void refusals() {
        tap.changes();
        python.run(
                """
                registration = await client.register_agent(agents.DoubleCounter, name='alpha')
                kept.pending = Handle(registration.agent_id, exchange=client, ignore_context=True)
                kept.ping = asyncio.create_task(kept.pending.ping(timeout=10))
                """);
        List<RedisCommand> pending = tap.until(command -> command.sends("ping-request"));
        python.run("await client.terminate(kept.pending.agent_id)\nawait asyncio.wait([kept.ping])");
        pending.addAll(tap.changes());
        check("a termination with a pending ping", pending);
        talkUntil(
                "a request of another protocol",
                """
                request = kept.request(kept.PingRequest())
                request.header = request.header.model_copy(update={'protocol_version': '2'})
                await client.send(request)
                """,
                "academy-error-response");
    }

    @Test
    void clients() {
        talk("a client", "kept.other = await factory.create_user_client(name='beta')");
        talkUntil(
                "a request to a client",
                "await client.send(kept.request(kept.PingRequest(), kept.other.client_id))",
                "academy-error-response");
        talk("a client closes", "await kept.other.close()");
    }

    @Test
    void signsOfLife() {
        tap.changes();
        python.run("kept.living = await factory.create_user_client()");
        List<RedisCommand> heard = tap.until(command -> command.key().startsWith("heartbeat:"));
        python.run("await kept.living.close()");
        checkAll("a sign of life", List.of(heard.get(heard.size() - 1)));
    }

    private void talk(String title, String snippet) {
        tap.changes();
        python.run(snippet);
        check(title, tap.changes());
    }

    private void talkUntil(String title, String snippet, String kind) {
        tap.changes();
        python.run(snippet);
        check(title, tap.until(command -> command.sends(kind)));
    }

    // Signs of life come at any time.
    private void check(String title, List<RedisCommand> conversation) {
        checkAll(
                title,
                conversation.stream()
                        .filter(command -> !command.key().startsWith("heartbeat:"))
                        .toList());
    }

    private void checkAll(String title, List<RedisCommand> conversation) {
        List<RedisCommand> normal =
                new Placeholders(release).agent(agent).user(user).in(conversation);
        captured.put(title, normal);
        soft.assertThat(golden.differences(title, normal))
                .as("Release %s", release.version())
                .isEmpty();
    }

    private static String raising(String call) {
        return "try:\n    " + call + "\nexcept Exception:\n    pass\n";
    }

    private static String lines(List<RedisCommand> conversation) {
        return conversation.stream().map(each -> each + "\n").collect(Collectors.joining());
    }
}
