package academy.exchange.interop;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.ActionFailedException;
import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentContext;
import academy.exchange.agent.OnStart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A Java agent asks a Python agent in its own name. */
@WithPeers
class JavaAgentAsksPythonTest {

    private final JavaPeer java;
    private final String asker;
    private final String echo;

    JavaAgentAsksPythonTest(PythonPeer python, JavaPeer java) {
        this.java = java;
        this.asker = java.launch(new Asker());
        this.echo = python.run("return await launch(agents.Echo())").asString();
    }

    @Test
    void answerOfAPythonAgentReachesAJavaAction() {
        assertThat(ask("echo", 7).asInt()).isEqualTo(7);
    }

    @Test
    void pythonActionKnowsWhichJavaAgentAsks() {
        assertThat(java.handle(asker)
                        .action("ask", String.class, echo, "who_asks", List.of())
                        .join())
                .isEqualTo(asker);
    }

    @Test
    void exceptionOfAPythonActionPassesThroughAJavaAgent() {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> ask("fail", "no tea"))
                .havingCause()
                .isInstanceOf(ActionFailedException.class)
                .withMessageContaining("ValueError: no tea");
    }

    @Test
    void cancelOfAJavaActionCancelsWhatItAskedOfAPythonAgent() {
        CompletableFuture<JsonNode> asking = java.handle(asker).action("ask", JsonNode.class, echo, "wait", List.of());
        await().until(() -> waits().get(0).asInt() == 1);
        assertThat(asking.cancel(true)).isTrue();
        await().until(() -> waits().get(1).asInt() == 1);
    }

    @Test
    void javaAgentAsksAPythonAgentInItsOwnNameWhileItStarts() {
        Starter starter = new Starter(AgentId.of(echo));
        assertThat(java.launch(starter)).isEqualTo(starter.answer);
    }

    @Test
    void javaAgentAsksAPythonAgentInTheNameOfItsApplicationWhileItStarts() {
        Starter starter = new Starter(AgentId.of(echo));
        String uid = java.launch(starter);
        assertThat(starter.otherAnswer).isNotEmpty().isNotEqualTo(uid);
    }

    private JsonNode ask(String action, Object... arguments) {
        return java.handle(asker)
                .action("ask", JsonNode.class, echo, action, List.of(arguments))
                .join();
    }

    private JsonNode waits() {
        return java.handle(echo).action("waits", JsonNode.class).join();
    }

    static class Asker {

        @Action
        @Nullable
        Object ask(UUID agent, String action, List<Object> arguments, ActionContext context)
                throws InterruptedException {
            AgentHandle handle = context.handle(AgentId.of(agent));
            return handle.call(action, Object.class, Duration.ofSeconds(30), arguments.toArray());
        }
    }

    static class Starter {

        private final AgentId echo;
        private String answer = "";
        private String otherAnswer = "";

        Starter(AgentId echo) {
            this.echo = echo;
        }

        @OnStart
        void ask(AgentContext context) {
            answer = whoAsks(context.handle(echo));
            otherAnswer = whoAsks(context.exchange().getHandle(echo));
        }

        @Action
        void rest() {}

        private static String whoAsks(AgentHandle handle) {
            return handle.action("who_asks", String.class).join();
        }
    }
}
