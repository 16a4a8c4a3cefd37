package academy.exchange.interop;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;

import static org.assertj.core.api.Assertions.assertThat;

/** A Python client discovers Java agents. */
@WithPeers
class PythonFindsJavaTest {

    private static final AgentRegistration STAND_IN =
            AgentRegistration.of(Tally.class).withExtraTypes(List.of("testing.agents.Counter"));

    private final PythonPeer python;
    private final JavaPeer java;

    PythonFindsJavaTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @Test
    void pythonClassFindsItsJavaStandInWithAndWithoutSubclasses() {
        String tally = java.launch(new Tally(), STAND_IN);
        assertThat(find("agents.Counter", true)).contains(tally);
        assertThat(find("agents.Counter", false)).contains(tally);
    }

    @Test
    void pathOfAPythonClassFindsItsJavaStandInWithAndWithoutSubclasses() {
        String tally = java.launch(new Tally(), STAND_IN);
        assertThat(find("'testing.agents.Counter'", true)).contains(tally);
        assertThat(find("'testing.agents.Counter'", false)).contains(tally);
    }

    @Test
    void pythonSubclassDoesNotFindTheStandInOfItsBase() {
        String tally = java.launch(new Tally(), STAND_IN);
        assertThat(find("agents.DoubleCounter", true)).doesNotContain(tally);
    }

    @Test
    void secondPythonClassFindsItsJavaStandInWithSubclassesOnly() {
        String tally =
                java.launch(new Tally(), STAND_IN.withExtraTypes(List.of("testing.agents.Counter", "other.Tally")));
        assertThat(find("'other.Tally'", true)).contains(tally);
        assertThat(find("'other.Tally'", false)).doesNotContain(tally);
    }

    @Test
    void javaClassOfAStandInFindsItWithSubclassesOnly() {
        String tally = java.launch(new Tally(), STAND_IN);
        assertThat(find(nameOf(Tally.class), true)).contains(tally);
        assertThat(find(nameOf(Tally.class), false)).doesNotContain(tally);
    }

    @Test
    void javaClassFindsAnAgentWithAndWithoutSubclasses() {
        String worker = java.launch(new Worker());
        assertThat(find(nameOf(Worker.class), true)).contains(worker);
        assertThat(find(nameOf(Worker.class), false)).contains(worker);
    }

    @Test
    void javaSuperclassAndInterfaceFindAnAgentWithSubclassesOnly() {
        String tally = java.launch(new Tally());
        for (Class<?> general : List.of(Worker.class, Counting.class)) {
            assertThat(find(nameOf(general), true)).contains(tally);
            assertThat(find(nameOf(general), false)).doesNotContain(tally);
        }
    }

    @Test
    void nameOfAJavaAgentFindsItWithSubclassesOnly() {
        String worker =
                java.launch(new Worker(), AgentRegistration.of(Worker.class).withName("kitchen"));
        assertThat(find("'kitchen'", true)).containsExactly(worker);
        assertThat(find("'kitchen'", false)).isEmpty();
    }

    @Test
    void javaAgentIsAmongAllAgents() {
        String worker = java.launch(new Worker());
        assertThat(find("'academy.agent.Agent'", true)).contains(worker);
    }

    @Test
    void javaAgentThatIsRegisteredOnlyIsFound() {
        AgentId registered = java.exchange().registerAgent(STAND_IN);
        assertThat(find("agents.Counter", true)).contains(registered.uid().toString());
    }

    @Test
    void terminatedJavaAgentIsNotFound() {
        String tally = java.launch(new Tally(), STAND_IN);
        java.exchange().terminate(AgentId.of(tally));
        assertThat(find("agents.Counter", true)).doesNotContain(tally);
    }

    @Test
    void javaAgentThatPythonTerminatedIsNotFound() {
        String tally = java.launch(new Tally(), STAND_IN);
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", tally));
        assertThat(find("agents.Counter", true)).doesNotContain(tally);
        assertThat(java.exchange().discover(Tally.class)).doesNotContain(AgentId.of(tally));
    }

    @Test
    void javaAgentThatIsFoundCanBeAsked() {
        java.launch(new Tally(), STAND_IN.withName("pantry"));
        String code =
                """
                found = await client.discover('pantry')
                tally = Handle(found[0], exchange=client, ignore_context=True, request_serializer='json')
                return await tally.echo(7)
                """;
        assertThat(python.run(code).asInt()).isEqualTo(7);
    }

    /** The uids of those that are found by this expression. */
    private List<String> find(String what, boolean subclasses) {
        String code =
                """
                found = await client.discover(%s, allow_subclasses=subclasses)
                return [str(each.uid) for each in found]
                """
                        .formatted(what);
        return python.run(code, Map.of("subclasses", subclasses)).values().stream()
                .map(JsonNode::asString)
                .toList();
    }

    private static String nameOf(Class<?> type) {
        return "'" + type.getName() + "'";
    }

    interface Counting {}

    static class Tally extends Worker implements Counting {}
}
