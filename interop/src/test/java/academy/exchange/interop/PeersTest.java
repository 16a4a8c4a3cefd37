package academy.exchange.interop;

import java.util.Map;

import org.junit.jupiter.api.Test;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The two sides of the tests themselves: each can ask the other. */
@WithPeers(javaAgents = PeersTest.Adder.class)
class PeersTest {

    private final PythonRelease release;
    private final PythonPeer python;
    private final JavaPeer java;

    PeersTest(PythonRelease release, PythonPeer python, JavaPeer java) {
        this.release = release;
        this.python = python;
        this.java = java;
    }

    @Test
    void pythonRunsTheReleaseThatIsTested() {
        assertThat(python.run("return academy.__version__").asString()).isEqualTo(release.version());
    }

    @Test
    void javaAsksPython() {
        String uid = python.run("return await launch(agents.Counter())").asString();
        assertThat(java.handle(uid).action("increment", Integer.class, 2).join())
                .isEqualTo(2);
    }

    @Test
    void pythonAsksJava() {
        String code = "return await handle(uid, request_serializer='json').add(2, 3)";
        assertThat(python.run(code, Map.of("uid", java.uid("adder"))).asInt()).isEqualTo(5);
    }

    @Test
    void whatASnippetRaisesReachesTheTest() {
        assertThatExceptionOfType(PythonException.class)
                .isThrownBy(() -> python.run("raise ValueError('odd')"))
                .withMessage("ValueError: odd");
    }

    @AgentMailbox("adder")
    static class Adder {

        @Action
        int add(int one, int other) {
            return one + other;
        }
    }
}
