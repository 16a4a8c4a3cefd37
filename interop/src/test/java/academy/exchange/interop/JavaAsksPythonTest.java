package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ErrorCode;
import academy.exchange.ProtocolErrorException;
import academy.exchange.RemoteFailure;
import academy.exchange.ResultType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A Java client asks a Python agent. */
@WithPeers
class JavaAsksPythonTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PythonPeer python;
    private final JavaPeer java;
    private final AgentHandle echo;

    JavaAsksPythonTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.echo = java.handle(launch("Echo"));
    }

    @Test
    void positionalArgumentsReachAPythonAction() {
        assertThat(describe(List.of(2, "coffee", true), Map.of())).hasToString("[[2,\"coffee\",true],{}]");
    }

    @Test
    void namedArgumentsReachAPythonAction() {
        assertThat(describe(List.of(), Map.of("drink", "coffee"))).hasToString("[[],{\"drink\":\"coffee\"}]");
    }

    @Test
    void positionalAndNamedArgumentsReachAPythonActionTogether() {
        assertThat(describe(List.of(2), Map.of("hot", true))).hasToString("[[2],{\"hot\":true}]");
    }

    @Test
    void missingArgumentTakesTheDefaultOfThePythonAction() throws Exception {
        AgentHandle counter = java.handle(launch("Counter"));
        assertThat(counter.call("increment", Integer.class, LIMIT)).isEqualTo(1);
    }

    @Test
    void nullIsAnArgumentAndAResult() throws Exception {
        assertThat(echo.call("echo", Object.class, LIMIT, (Object) null)).isNull();
    }

    @Test
    void methodsOfAnInterfaceAskForPythonActions() {
        CounterView counter = java.handle(launch("Counter")).as(CounterView.class);
        assertThat(counter.increment(2)).isEqualTo(2);
        assertThat(counter.count().join()).isEqualTo(2);
    }

    @Test
    void exceptionOfAPythonActionTellsItsTypeMessageAndTraceback() {
        RemoteFailure failure = failureOf("fail", "no tea");
        assertThat(failure.type()).contains("ValueError");
        assertThat(failure.message()).isEqualTo("no tea");
        assertThat(failure.trace())
                .startsWith("Traceback (most recent call last):")
                .endsWith("ValueError: no tea\n");
    }

    @Test
    void unknownActionIsNamed() {
        RemoteFailure failure = failureOf("juggle");
        assertThat(failure.type()).contains("AttributeError");
        assertThat(failure.message()).contains("does not have an action named \"juggle\"");
    }

    @Test
    void missingArgumentIsNamed() {
        RemoteFailure failure = failureOf("echo");
        assertThat(failure.type()).contains("TypeError");
        assertThat(failure.message()).contains("missing 1 required positional argument: 'value'");
    }

    @Test
    void surplusArgumentIsRefused() {
        RemoteFailure failure = failureOf("waits", 1);
        assertThat(failure.type()).contains("TypeError");
        assertThat(failure.message()).contains("takes 1 positional argument but 2 were given");
    }

    @Test
    void unknownNamedArgumentIsNamed() {
        ActionFailedException failure = catchThrowableOfType(
                ActionFailedException.class,
                () -> echo.call("fail", ResultType.of(Void.class), LIMIT, List.of("no tea"), Map.of("sugar", 2)));
        assertThat(failure.failure().message()).contains("unexpected keyword argument 'sugar'");
    }

    @Test
    void pingIsAnsweredByAPythonAgent() throws Exception {
        assertThat(echo.ping(LIMIT)).isBetween(Duration.ZERO, LIMIT);
    }

    @Test
    void manyQuestionsAtOnceGetTheirOwnAnswers() {
        List<CompletableFuture<Integer>> answers = IntStream.range(0, 200)
                .mapToObj(number -> echo.action("echo", Integer.class, number))
                .toList();
        assertThat(answers.stream().map(CompletableFuture::join))
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void pythonActionKnowsWhichJavaAgentAsks() throws Exception {
        String worker = java.launch(new Worker());
        AgentHandle inItsName = echo.askingAs(AgentId.of(worker));
        assertThat(inItsName.call("who_asks", String.class, LIMIT)).isEqualTo(worker);
    }

    @Test
    void requestsToAPythonClientAreRefusedAsInvalid() {
        String client = python.run("return str(client.client_id.uid)").asString();
        AgentHandle handle = java.handle(client);
        assertInvalid(() -> handle.ping(LIMIT));
        assertInvalid(() -> handle.call("brew", Void.class, LIMIT));
        assertThat(python.run("return await handle(uid).ping()", Map.of("uid", uid(echo)))
                        .asDouble())
                .isNotNegative();
    }

    @Test
    void javaServesAMailboxThatPythonRegistered() throws Exception {
        String uid = python.run("return str((await client.register_agent(agents.Counter)).agent_id.uid)")
                .asString();
        java.launch(new Worker(), AgentRegistration.of(Worker.class).withId(AgentId.of(uid)));
        assertThat(java.handle(uid).call("echo", Integer.class, LIMIT, 3)).isEqualTo(3);
    }

    @Test
    void pythonAgentThatAllowsJsonOnlyAnswersJava() throws Exception {
        String strict = python.run("return await launch(agents.Echo(), allowed_deserializers={'json'})")
                .asString();
        assertThat(java.handle(strict).call("echo", Integer.class, LIMIT, 7)).isEqualTo(7);
    }

    @Test
    void pythonAgentThatAllowsPicklesOnlyRefusesJava() {
        String strict = python.run("return await launch(agents.Echo(), allowed_deserializers={'pickle'})")
                .asString();
        ActionFailedException refused = catchThrowableOfType(
                ActionFailedException.class, () -> java.handle(strict).call("echo", Integer.class, LIMIT, 7));
        assertThat(refused.failure().type()).contains("DeserializationMethodProhibitedError");
    }

    private String launch(String agent) {
        return python.run("return await launch(agents." + agent + "())").asString();
    }

    private JsonNode describe(List<?> positional, Map<String, ?> named) {
        return echo.action("describe", ResultType.of(JsonNode.class), positional, named)
                .join();
    }

    private RemoteFailure failureOf(String action, Object... arguments) {
        return catchThrowableOfType(
                        ActionFailedException.class, () -> echo.call(action, Object.class, LIMIT, arguments))
                .failure();
    }

    private static String uid(AgentHandle handle) {
        return handle.agentId().uid().toString();
    }

    private static void assertInvalid(ThrowingCallable question) {
        assertThatExceptionOfType(ProtocolErrorException.class)
                .isThrownBy(question)
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_CLIENT));
    }

    interface CounterView {

        int increment(int by);

        CompletableFuture<Integer> count();
    }
}
