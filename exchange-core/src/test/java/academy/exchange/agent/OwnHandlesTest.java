package academy.exchange.agent;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.HandleClosedException;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.handle.CallChain;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class OwnHandlesTest {

    private static final AgentId OTHER = AgentId.of("55555555-5555-4555-8555-555555555555");

    private final OwnHandles handles = new OwnHandles(new RecordingExchange(JsonMessageCodec.create()), Desk.AGENT);

    @Test
    void agentAsksInItsOwnName() {
        ProbeHandle probe = (ProbeHandle) handles.handle(OTHER);
        assertThat(probe.agentId()).isEqualTo(OTHER);
        assertThat(probe.asker()).isEqualTo(Desk.AGENT);
    }

    @Test
    void handlesAreClosedWithTheRun() {
        ProbeHandle first = (ProbeHandle) handles.handle(OTHER);
        ProbeHandle second = (ProbeHandle) handles.handle(OTHER);
        assertThat(second).isNotSameAs(first);
        assertThat(first.isClosed()).isFalse();
        handles.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isTrue();
    }

    @Test
    void handleThatIsMadeAfterTheRunIsClosed() {
        handles.close();
        assertThat(((ProbeHandle) handles.handle(OTHER)).isClosed()).isTrue();
    }

    @Test
    void whatIsMadeOfAHandleIsClosedWithTheRunThoughNobodyKeepsTheHandleItself() {
        try (InMemoryExchange exchange = InMemoryExchange.create(JsonMessageCodec.create())) {
            AgentId other = exchange.registerAgent(OwnHandlesTest.class);
            OwnHandles real = new OwnHandles(exchange, Desk.AGENT);
            AgentHandle bound = CallChain.empty().bind(real.handle(other));
            AgentHandle patient = real.handle(other).withTimeout(Duration.ofMinutes(1));
            collectGarbage();

            real.close();
            assertThatThrownBy(bound::status).isInstanceOf(HandleClosedException.class);
            assertThatThrownBy(patient::status).isInstanceOf(HandleClosedException.class);
        }
    }

    @Test
    void askingAgentCanBeAskedBack() {
        ActionContext context = context(OTHER, Map.of());
        AgentHandle source = context.sourceHandle().orElseThrow();
        assertThat(source.agentId()).isEqualTo(OTHER);
        assertThat(probe(source).asker()).isEqualTo(Desk.AGENT);
        assertThat(context.sourceHandle()).containsSame(source);
        source.close();
        assertThat(probe(source).isClosed()).isTrue();
    }

    @Test
    void clientCannotBeAskedBack() {
        assertThat(context(Desk.CLIENT, Map.of()).sourceHandle()).isEmpty();
    }

    private ActionContext context(EntityId source, Map<String, String> attributes) {
        Message request = Message.request(source, Desk.AGENT, null, attributes, new Request.Ping());
        return new RequestContext(new RunningAction(request.header()), handles, ObservedCall.unobserved());
    }

    private static void collectGarbage() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return garbage.refersTo(null);
        });
    }

    private static ProbeHandle probe(AgentHandle handle) {
        return (ProbeHandle) handle;
    }
}
