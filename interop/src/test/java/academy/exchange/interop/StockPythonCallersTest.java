package academy.exchange.interop;

import java.util.Map;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Unmodified Python callers, which pickle their arguments, ask a Java agent. */
@WithPeers
class StockPythonCallersTest {

    private static final String WAY_OUT = "Handle(..., request_serializer='json')";

    private final EmbeddedRedis redis;
    private final PythonPeer python;
    private final Worker worker = new Worker();
    private final String uid;

    StockPythonCallersTest(EmbeddedRedis redis, PythonPeer python, JavaPeer java) {
        this.redis = redis;
        this.python = python;
        this.uid = java.launch(worker);
    }

    @Test
    void stockCallerAsksWithoutArguments() {
        assertThat(run("return await worker.rest()").isNull()).isTrue();
    }

    @Test
    void stockCallerAsksWithPlainArguments() {
        assertThat(run("return await worker.serve(2, 'coffee', hot=True)")).hasToString("[2,\"coffee\",true]");
    }

    @Test
    void stockCallerAsksWithPlainContainers() {
        assertThat(run("return await worker.echo({'numbers': [1, 2.5, -3], 'nothing': None, 'pair': (True, 'x')})"))
                .hasToString("{\"numbers\":[1,2.5,-3],\"nothing\":null,\"pair\":[true,\"x\"]}");
    }

    @Test
    void stockCallerIsAnsweredInJson() {
        assertThat(run("return type(await worker.echo((1, 2))).__name__").asString())
                .isEqualTo("list");
    }

    @Test
    void stockCallerGetsARemoteErrorForAnException() {
        assertRemoteError(uid, "await worker.fail('no tea')", "IllegalStateException: no tea");
    }

    @Test
    void stockCallerOfAnUnknownActionIsToldItsName() {
        assertRemoteError(uid, "await worker.juggle(1)", "does not have an action named \"juggle\"");
    }

    @Test
    void stockCallerWithADatetimeIsToldHowToSwitchToJson() {
        assertRemoteError(uid, "import datetime\nawait worker.echo(datetime.datetime(2026, 1, 2))", WAY_OUT);
    }

    @Test
    void stockCallerWithAnObjectOfItsOwnIsToldHowToSwitchToJson() {
        assertRemoteError(uid, "await worker.echo(agents.Counter())", WAY_OUT);
    }

    @Test
    void stockCallerWithAnObjectByNameIsToldHowToSwitchToJson() {
        assertRemoteError(uid, "await worker.echo(value=agents.Counter)", WAY_OUT);
    }

    @Test
    void stockCallerGoesOnAfterItWasToldHowToSwitch() {
        String code =
                """
                for attempt in range(3):
                    try:
                        await worker.echo(uuid.uuid4())
                    except academy.exception.AcademyRemoteError:
                        pass
                return await worker.echo(7)
                """;
        assertThat(run("import academy.exception\n" + code).asInt()).isEqualTo(7);
    }

    @Test
    void stockCallerPingsAndCancels() {
        run("await worker.ping(timeout=20)\nkept.toil = asyncio.create_task(worker.toil())");
        await().until(() -> worker.started() == 1);
        run("kept.toil.cancel()");
        await().until(() -> worker.interrupted() == 1);
    }

    @Test
    void handleThatWantsJsonResultsForPickledArgumentsGetsThem() {
        String code =
                """
                worker = handle(uid, result_serializer='json', exception_serializer='json')
                return await worker.echo(7)
                """;
        assertThat(run(code).asInt()).isEqualTo(7);
    }

    @Test
    void callerWhoseDefaultIsJsonNeedsNothingElse() {
        String code =
                """
                from academy.serialize import default_serializer
                default_serializer.set('json')
                return await worker.serve(2, 'coffee', hot=True)
                """;
        assertThat(run(code)).hasToString("[2,\"coffee\",true]");
    }

    @Test
    void stockPythonAgentAsksAJavaAgent() {
        String code =
                """
                from testing.askers import Asker
                asker = handle(await launch(Asker()))
                return await asker.ask_by_default(uid, 'serve', 2, 'coffee')
                """;
        assertThat(run(code)).hasToString("[2,\"coffee\",false]");
    }

    @Test
    void stockCallerIsToldHowToSwitchWhereReadingPicklesIsSwitchedOff() {
        try (JavaPeer strict = JavaPeer.start(redis, Map.of("academy.exchange.read-pickles", false))) {
            String agent = strict.launch(worker);
            assertRemoteError(agent, "await worker.echo(7)", WAY_OUT);
            python.run("await handle(uid).rest()", Map.of("uid", agent));
        }
    }

    private JsonNode run(String code) {
        return python.run("worker = handle(uid)\n" + code, Map.of("uid", uid));
    }

    private void assertRemoteError(String agent, String code, String message) {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> python.run("worker = handle(uid)\n" + code, Map.of("uid", agent)))
                .withMessageContaining(message)
                .satisfies(raised -> assertThat(raised.type()).isEqualTo("AcademyRemoteError"));
    }
}
