package academy.exchange.interop;

import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.Exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A Python client asks a Java agent. */
@WithPeers
class PythonAsksJavaTest {

    private final PythonPeer python;
    private final JavaPeer java;
    private final String worker;

    PythonAsksJavaTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
        this.worker = java.launch(new Worker());
    }

    @Test
    void positionalArgumentsReachAJavaAction() {
        assertThat(ask("serve(2, 'coffee', True)")).hasToString("[2,\"coffee\",true]");
    }

    @Test
    void keywordArgumentsReachAJavaAction() {
        assertThat(ask("serve(hot=True, drink='coffee', cups=2)")).hasToString("[2,\"coffee\",true]");
    }

    @Test
    void positionalAndKeywordArgumentsReachAJavaActionTogether() {
        assertThat(ask("serve(2, hot=True, drink='coffee')")).hasToString("[2,\"coffee\",true]");
    }

    @Test
    void missingArgumentsTakeTheDefaultsOfTheJavaAction() {
        assertThat(ask("serve(2)")).hasToString("[2,\"tea\",false]");
    }

    @Test
    void noneIsAnArgumentAndAResult() {
        assertThat(ask("echo(None)").isNull()).isTrue();
    }

    @Test
    void voidJavaActionReturnsNone() {
        assertThat(ask("rest()").isNull()).isTrue();
    }

    @Test
    void exceptionOfAJavaActionIsARemoteErrorWithItsTypeMessageAndTrace() {
        assertRemoteError("fail('no tea')")
                .withMessageContaining("IllegalStateException: no tea")
                .withMessageContaining("at academy.exchange.interop.Worker.fail");
    }

    @Test
    void unknownActionIsNamed() {
        assertRemoteError("juggle()")
                .withMessageContaining("NoSuchActionException")
                .withMessageContaining("does not have an action named \"juggle\"");
    }

    @Test
    void missingArgumentIsNamed() {
        assertRemoteError("serve()")
                .withMessageContaining("BadArgumentsException")
                .withMessageContaining("is missing parameter 'cups'")
                .withMessageContaining("it expects (int cups");
    }

    @Test
    void surplusArgumentIsRefused() {
        assertRemoteError("rest(1)").withMessageContaining("was given 1 arguments; it expects no arguments");
    }

    @Test
    void unknownKeywordArgumentIsNamed() {
        assertRemoteError("serve(1, sugar=2)").withMessageContaining("has no parameter 'sugar'");
    }

    @Test
    void argumentOfAnotherTypeIsRefused() {
        assertRemoteError("serve('many')").withMessageContaining("cannot convert parameter 'cups'");
    }

    @Test
    void pingIsAnsweredByAJavaAgent() {
        assertThat(ask("ping(timeout=10)").asDouble()).isBetween(0.0, 10.0);
    }

    @Test
    void javaActionKnowsWhichPythonClientAsks() {
        assertThat(ask("whoAsks()")).isEqualTo(python.run("return str(client.client_id.uid)"));
    }

    @Test
    void manyQuestionsAtOnceGetTheirOwnAnswers() {
        String code =
                """
                worker = handle(uid, request_serializer='json')
                answers = await asyncio.gather(*[worker.echo(number) for number in range(50)])
                return answers == list(range(50))
                """;
        assertThat(python.run(code, Map.of("uid", worker)).asBoolean()).isTrue();
    }

    @Test
    void requestsToAJavaClientRaiseATypeError() {
        String echo = python.run("return await launch(agents.Echo())").asString();
        String client = java.handle(echo).action("who_asks", String.class).join();
        for (String request : List.of("ping(timeout=10)", "action('brew')")) {
            assertThatExceptionOfType(PythonException.class)
                    .isThrownBy(() -> ask(client, request))
                    .withMessageStartingWith("TypeError: ")
                    .withMessageContaining("cannot fulfill requests");
        }
    }

    @Test
    void pythonRunsAnAgentThatJavaRegistered() {
        Exchange exchange = java.exchange();
        String uid = exchange.registerAgent(Worker.class).uid().toString();
        python.run("await launch(agents.Counter(), uid)", Map.of("uid", uid));
        assertThat(ask(uid, "increment(2)").asInt()).isEqualTo(2);
    }

    private JsonNode ask(String call) {
        return ask(worker, call);
    }

    private JsonNode ask(String agent, String call) {
        String code = "return await asyncio.wait_for(handle(uid, request_serializer='json')." + call + ", 30)";
        return python.run(code, Map.of("uid", agent));
    }

    private ThrowableAssertAlternative<PythonException> assertRemoteError(String call) {
        return assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> ask(call))
                .satisfies(failure -> assertThat(failure.type()).isEqualTo("AcademyRemoteError"));
    }
}
