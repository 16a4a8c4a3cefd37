package academy.exchange.agent;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.EntityId;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.handle.CallChain;

import static org.assertj.core.api.Assertions.assertThat;

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
    void whatAnActionAsksBelongsToItsRequestOnAnyThread() throws Exception {
        UUID first = UUID.randomUUID();
        AgentHandle handle =
                context(Desk.CLIENT, Map.of("exchange_chain", first.toString())).handle(OTHER);
        CompletableFuture.runAsync(() -> {
                    var unusedAnswer = handle.action("act", String.class);
                    var unused = handle.shutdown();
                    var unusedToo = handle.shutdown(true);
                    assertThat(handle.as(Other.class).act()).isEqualTo("act");
                })
                .get(10, TimeUnit.SECONDS);
        handle.call("act", String.class, Duration.ofSeconds(1));
        handle.ping(Duration.ofSeconds(1));
        assertThat(probe(handle).chains()).hasSize(6).allSatisfy(chain -> assertThat(chain.askers())
                .containsExactly(first, Desk.CLIENT.uid()));
        assertThat(CallChain.current()).isEqualTo(CallChain.empty());
    }

    @Test
    void viewsEqualThemselves() {
        Other view = context(Desk.CLIENT, Map.of()).handle(OTHER).as(Other.class);
        Set<Object> views = new HashSet<>(List.of(view, "view"));
        assertThat(views.contains(view)).isTrue();
        assertThat(views).hasSize(2);
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
        return new RequestContext(new RunningAction(request.header()), handles);
    }

    private static ProbeHandle probe(AgentHandle handle) {
        return (ProbeHandle) ((ChainedHandle) handle).handle();
    }

    /** Not public, as most are. */
    interface Other {
        String act();
    }
}
