package academy.exchange.interop;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import academy.exchange.AgentId;
import academy.exchange.Exchange;
import academy.exchange.MailboxStatus;

import static org.assertj.core.api.Assertions.assertThat;

/** A Java client discovers Python agents. */
@WithPeers
class JavaFindsPythonTest {

    private static final String COUNTER = "testing.agents.Counter";
    private static final String DOUBLE_COUNTER = "testing.agents.DoubleCounter";

    private final PythonPeer python;
    private final Exchange exchange;

    JavaFindsPythonTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.exchange = java.exchange();
    }

    @Test
    void pathOfItsClassFindsAPythonAgentWithAndWithoutSubclasses() {
        AgentId counter = launch("Counter");
        assertThat(exchange.discover(COUNTER, true)).contains(counter);
        assertThat(exchange.discover(COUNTER, false)).contains(counter);
    }

    @Test
    void pathOfABaseClassFindsAPythonAgentWithSubclassesOnly() {
        AgentId counter = launch("DoubleCounter");
        assertThat(exchange.discover(DOUBLE_COUNTER, false)).contains(counter);
        assertThat(exchange.discover(COUNTER, true)).contains(counter);
        assertThat(exchange.discover(COUNTER, false)).doesNotContain(counter);
    }

    @Test
    void pathOfASubclassDoesNotFindAPythonAgentOfItsBase() {
        AgentId counter = launch("Counter");
        assertThat(exchange.discover(DOUBLE_COUNTER)).doesNotContain(counter);
    }

    @Test
    void pythonAgentIsAmongAllAgents() {
        AgentId counter = launch("Counter");
        assertThat(exchange.discoverAll()).contains(counter);
    }

    @Test
    void nameOfAPythonAgentDoesNotFindIt() {
        AgentId named = register("agents.Counter, name='pantry'");
        assertThat(exchange.discover("pantry")).isEmpty();
        assertThat(exchange.discover(COUNTER)).contains(named);
    }

    @Test
    void pythonAgentThatIsRegisteredOnlyIsFoundAndActive() {
        AgentId registered = register("agents.Counter");
        assertThat(exchange.discover(COUNTER)).contains(registered);
        assertThat(exchange.status(registered)).isEqualTo(MailboxStatus.ACTIVE);
    }

    @Test
    void runningPythonAgentIsFoundAmongThoseThatAreAlive() {
        AgentId running = launch("Counter");
        AgentId registered = register("agents.Counter");
        assertThat(exchange.discover(COUNTER, true, Duration.ofMinutes(2)))
                .contains(running)
                .doesNotContain(registered);
    }

    @Test
    void terminatedPythonAgentIsNotFound() {
        AgentId counter = launch("Counter");
        python.run("await client.terminate(AgentId(uid=uuid.UUID(uid)))", Map.of("uid", counter.uid()));
        assertThat(exchange.discover(COUNTER)).doesNotContain(counter);
    }

    @Test
    void pythonAgentThatJavaTerminatedIsNotFound() {
        AgentId counter = launch("Counter");
        exchange.terminate(counter);
        assertThat(exchange.discover(COUNTER)).doesNotContain(counter);
        String code = "return uid in [str(each.uid) for each in await client.discover(agents.Counter)]";
        assertThat(python.run(code, Map.of("uid", counter.uid())).asBoolean()).isFalse();
    }

    @Test
    void pythonAgentThatIsFoundCanBeAsked() {
        AgentId counter = launch("DoubleCounter");
        AgentId found = exchange.discover(COUNTER).stream()
                .filter(counter::equals)
                .findAny()
                .orElseThrow();
        assertThat(exchange.getHandle(found)
                        .action("increment", Integer.class, 2)
                        .join())
                .isEqualTo(4);
    }

    private AgentId launch(String agent) {
        return AgentId.of(
                python.run("return await launch(agents." + agent + "())").asString());
    }

    private AgentId register(String agent) {
        return AgentId.of(python.run("return str((await client.register_agent(" + agent + ")).agent_id.uid)")
                .asString());
    }
}
