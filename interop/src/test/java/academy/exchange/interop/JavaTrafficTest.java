package academy.exchange.interop;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.assertj.core.api.ListAssert;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ResultType;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

/**
 * What Java writes in a conversation is what Python 0.5.0 writes in the same one, whichever release it talks to, but for
 * what these tests say. As the header of that release has no academy_version, none is written in answer to one either.
 */
@WithPeers(javaAgents = JavaTrafficTest.Talker.class)
class JavaTrafficTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String ADDED_ATTRIBUTE =
            "header has the fields: expected [src, dest, tag, label, kind, protocol_version],"
                    + " found [src, dest, tag, label, kind, protocol_version, exchange_deadline]";
    private static final String NAME_OF_CLIENT = "header.src.name: expected null, found \"handles\"";
    private static final String CLIENT_AS_LABEL = "header.label: expected \"55555555-5555-4555-8555-555555555555\","
            + " found \"22222222-2222-4222-8222-222222222222\"";

    private final SoftAssertions soft = new SoftAssertions();

    private final PythonRelease release;
    private final PythonPeer python;
    private final JavaPeer java;
    private final GoldenTraffic golden = GoldenTraffic.ofProtocol1();
    private final Wiretap tap;

    JavaTrafficTest(PythonRelease release, PythonPeer python, JavaPeer java, EmbeddedRedis redis) {
        this.release = release;
        this.python = python;
        this.java = java;
        this.tap = Wiretap.on(redis);
    }

    @AfterEach
    void checkDifferences() {
        tap.close();
        soft.assertAll();
    }

    @Test
    void actionRequestsAddADeadlineAndSpellTheArgumentsShorter() {
        AgentHandle alpha = java.exchange().getHandle(pythonTalker().withName("alpha"));
        List<Object> k = Arrays.asList(true, null, 1.5);

        alpha.action("add", ResultType.of(Object.class), List.of(1, "x"), Map.of("k", k))
                .join();
        differences("arguments by place and by name", "action-request")
                .containsExactly(
                        ADDED_ATTRIBUTE,
                        NAME_OF_CLIENT,
                        CLIENT_AS_LABEL,
                        "body.pargs: expected \"[1, \\\"x\\\"]\", found \"[1,\\\"x\\\"]\"",
                        "body.kargs: expected \"{\\\"k\\\": [true, null, 1.5]}\", found \"{\\\"k\\\":[true,null,1.5]}\"");
        alpha.action("count", Void.class).join();
        differences("no arguments", "action-request").containsExactly(ADDED_ATTRIBUTE, NAME_OF_CLIENT, CLIENT_AS_LABEL);
        alpha.action("café", String.class, "é\"\\\n", Double.NaN, Double.POSITIVE_INFINITY)
                .join();
        differences("escapes", "action-request")
                .containsExactly(
                        ADDED_ATTRIBUTE,
                        NAME_OF_CLIENT,
                        CLIENT_AS_LABEL,
                        "body.pargs: expected \"[\\\"\\\\u00e9\\\\\\\"\\\\\\\\\\\\n\\\", NaN, Infinity]\","
                                + " found \"[\\\"é\\\\\\\"\\\\\\\\\\\\n\\\",NaN,Infinity]\"");
    }

    @Test
    void otherRequestsAreThoseOfPython() throws InterruptedException {
        AgentHandle alpha = java.exchange().getHandle(pythonTalker().withName("alpha"));
        alpha.ping(Duration.ofSeconds(20));
        differences("a ping", "ping-request").containsExactly(NAME_OF_CLIENT, CLIENT_AS_LABEL);
        CompletableFuture<Void> action = alpha.action("wait", Void.class);
        tap.until(command -> command.sends("action-request"));
        action.cancel(true);
        tapped("a cancel of a running action", "cancel-request").containsExactly(NAME_OF_CLIENT, CLIENT_AS_LABEL);
        java.exchange()
                .getHandle(pythonTalker().withName("alpha"))
                .shutdown(true)
                .join();
        differences("a shutdown with terminate=True", "shutdown-request")
                .containsExactly(NAME_OF_CLIENT, CLIENT_AS_LABEL);
        java.exchange().getHandle(pythonTalker().withName("alpha")).shutdown().join();
        differences("a shutdown with terminate=None", "shutdown-request")
                .containsExactly(NAME_OF_CLIENT, CLIENT_AS_LABEL);
    }

    @Test
    void resultsAreSpelledShorter() {
        python.run("await kept.json.add(1, 'x', k=[True, None, 1.5])");
        differences("arguments by place and by name", "action-response")
                .containsExactly("body.result: expected [\"__serialized__\",\"{\\\"sum\\\": 3}\"],"
                        + " found [\"__serialized__\",\"{\\\"sum\\\":3}\"]");
        python.run("await kept.json.count()");
        differences("no arguments", "action-response").isEmpty();
        python.run("await kept.to(result_serializer='json', exception_serializer='json').count()");
        differences("arguments pickled", "action-response").isEmpty();
        python.run("await kept.json.action('café', 'é', float('nan'), float('inf'))");
        differences("escapes", "action-response")
                .containsExactly("body.result: expected [\"__serialized__\",\"\\\"h\\\\u00e9\\\"\"],"
                        + " found [\"__serialized__\",\"\\\"hé\\\"\"]");
    }

    @Test
    void exceptionsAddTheirTypeAndMessage() {
        python.run("await asyncio.wait([asyncio.create_task(kept.json.fail())])");
        String message = heard(tap.changes(), "user-error-response");
        JsonNode exception = JSON.readTree(
                JSON.readTree(message).get("body").get("exception").asString());

        soft.assertThat(message)
                .as("has no fields of its own outside the exception")
                .matches("\\{\"header\":\\{.*},\"body\":\\{\"serialization\":\"json\",\"exception\":\".*\","
                        + "\"kind\":\"user-error-response\"}}");
        soft.assertThat(exception.propertyNames())
                .containsExactly("__exception__", "exception_str", "type", "class", "message");
        soft.assertThat(exception.get("exception_str").asString())
                .startsWith("java.lang.IllegalArgumentException: bad\n\tat ")
                .endsWith("\n");
    }

    @Test
    void answersWithoutAValueAreThoseOfPython() {
        python.run("await kept.json.ping(timeout=20)");
        differences("a ping", "success-response").isEmpty();
        send("kept.CancelRequest(target_tag=uuid.uuid4())", "{}");
        tapped("a cancel of an unknown action", "academy-error-response").isEmpty();
        send("kept.PingRequest()", "{'protocol_version': '2'}");
        tapped("a request of another protocol", "academy-error-response")
                .containsExactly(
                        "header.label: expected null, found \"55555555-5555-4555-8555-555555555555\"",
                        "body.mailbox_id.name: expected null, found \"alpha\"");
        python.run("kept.running = asyncio.create_task(kept.json.wait())");
        tap.until(command -> command.sends("action-request"));
        python.run("kept.running.cancel()");
        tapped("a cancel of a running action", "academy-error-response").isEmpty();
    }

    @Test
    void terminationAnswersWhatIsPendingAsPythonDoes() {
        AgentId silent = java.exchange().registerAgent(Talker.class);
        python.run(
                "to = Handle(AgentId(uid=uuid.UUID(uid), name='alpha'), exchange=client, ignore_context=True)\n"
                        + "kept.pending = asyncio.create_task(to.ping(timeout=20))",
                Map.of("uid", silent.uid().toString()));
        tap.until(command -> command.sends("ping-request"));
        java.exchange().terminate(silent);
        tapped("a termination with a pending ping", "academy-error-response").isEmpty();
    }

    @BeforeEach
    void talkToJava() {
        python.run(
                """
                from academy.message import CancelRequest, Message, PingRequest
                kept.id = AgentId(uid=uuid.UUID(uid), name='alpha')
                kept.to = lambda **serializers: Handle(kept.id, exchange=client, ignore_context=True, **serializers)
                kept.json = kept.to(request_serializer='json')
                kept.request = lambda body: Message.create(client.client_id, kept.id, body, label=kept.json.handle_id)
                kept.CancelRequest, kept.PingRequest = CancelRequest, PingRequest
                """,
                Map.of("uid", java.uid("alpha")));
        tap.changes();
    }

    // A request that no handle sends; the handle waits for its answer all the same, as it must not get an unknown one.
    private void send(String body, String header) {
        python.run(
                """
                request = kept.request(%s)
                request.header = request.header.model_copy(update=%s)
                kept.json._pending_response_futures[request.tag] = asyncio.get_running_loop().create_future()
                await client.send(request)
                """
                        .formatted(body, header));
    }

    private ListAssert<String> differences(String title, String kind) {
        return differences(tap.changes(), title, kind);
    }

    private ListAssert<String> tapped(String title, String kind) {
        return differences(tap.until(command -> command.sends("\"kind\":\"" + kind)), title, kind);
    }

    private ListAssert<String> differences(List<RedisCommand> heard, String title, String kind) {
        String expected = new Placeholders(release).in(golden.message(title, kind));
        String found = new Placeholders(release).in(heard(heard, kind));
        return soft.assertThat(Differences.between(expected, found)).as(title + ", " + kind);
    }

    private static String heard(List<RedisCommand> heard, String kind) {
        return heard.stream()
                .map(RedisCommand::content)
                .filter(content -> Differences.kind(content).equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private AgentId pythonTalker() {
        JsonNode uid = python.run("from testing import talkers\nreturn await launch(talkers.Talker())");
        tap.changes();
        return AgentId.of(uid.asString());
    }

    @AgentMailbox("alpha")
    static class Talker {

        final CountDownLatch started = new CountDownLatch(1);

        @Action
        Map<String, Integer> add(int one, String other, List<Object> k) {
            return Map.of("sum", 3);
        }

        @Action
        void count() {}

        @Action("café")
        String coffee(String one, double two, double three) {
            return "hé";
        }

        @Action
        void fail() {
            throw new IllegalArgumentException("bad");
        }

        @Action("wait")
        void waitFor() throws InterruptedException {
            started.countDown();
            new CountDownLatch(1).await();
        }
    }
}
