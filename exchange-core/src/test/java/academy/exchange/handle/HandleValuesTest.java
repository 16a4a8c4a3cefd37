package academy.exchange.handle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.Arguments;
import academy.exchange.EntityId;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** Handles, and what is seen through them, as arguments and results. */
@Timeout(30)
class HandleValuesTest {

    interface Worker {
        int work();
    }

    record Team(String name, AgentHandle lead, Worker worker, List<AgentHandle> others) {}

    record Ids(String name, EntityId lead, AgentId worker, List<AgentId> others) {}

    private final JsonMessageCodec codec = JsonMessageCodec.create();
    private final InMemoryExchange exchange = InMemoryExchange.create(codec);
    private final ExchangeHandles handles = new ExchangeHandles(exchange, Duration.ofSeconds(20));
    private final AgentId first = AgentId.random().withName("first");
    private final AgentId second = AgentId.random();

    @AfterEach
    void end() {
        handles.close();
        exchange.close();
    }

    @Test
    void handlesAndViewsAreReadAsTheIdsOfTheirAgents() {
        Worker view = handles.getHandle(second).as(Worker.class);

        Arguments arguments = codec.decodeArguments(
                codec.encodeAction("hire", List.of(handles.getHandle(first)), Map.of("worker", view)));

        assertThat(arguments.get(0, AgentId.class)).isEqualTo(first);
        assertThat(arguments.get(0, EntityId.class))
                .isEqualTo(first)
                .extracting("name")
                .isEqualTo(first.name());
        assertThat(arguments.get("worker", AgentId.class)).isEqualTo(second);
        assertThat(view).isInstanceOfSatisfying(AgentHandle.View.class, seen -> assertThat(seen.viewedAgent())
                .isEqualTo(second));
    }

    @Test
    void handlesWithinOtherValuesAreIdsToo() {
        AgentHandle handle = handles.getHandle(first);
        Team team = new Team("a", handle, handles.getHandle(second).as(Worker.class), List.of(handle));

        assertThat(codec.decodeResult(codec.encodeResult(team), Ids.class))
                .isEqualTo(new Ids("a", first, second, List.of(first)));
        assertThat(codec.decodeResult(codec.encodeResult(Optional.of(handle)), AgentId.class))
                .isEqualTo(first);
    }

    @Test
    void interfaceOfJavaItselfGivesAViewToo() {
        Callable<?> view = handles.getHandle(first).as(Callable.class);

        assertThat(codec.decodeResult(codec.encodeResult(view), AgentId.class)).isEqualTo(first);
    }
}
