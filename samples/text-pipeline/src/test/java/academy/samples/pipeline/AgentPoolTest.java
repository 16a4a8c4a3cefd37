package academy.samples.pipeline;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentUnavailableException;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.memory.InMemoryExchange;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class AgentPoolTest {

    private static final PipelineProperties.Patience PATIENCE =
            new PipelineProperties.Patience(Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final Exchange exchange = InMemoryExchange.create(JsonMessageCodec.create());
    private final Queue<AgentId> asked = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void anotherAgentIsAskedWhenTheFirstIsFoundDead() throws InterruptedException {
        register();
        register();
        AgentPool pool = new AgentPool(
                exchange,
                Lowerer.class,
                new PipelineProperties(PATIENCE, PATIENCE, 1, Duration.ofMinutes(1)),
                PATIENCE,
                new Closing());

        assertThat(pool.ask(this::handle, "lower", "X")).isEqualTo("x");
        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
    }

    private void register() {
        try (Mailbox mailbox = exchange.getMailbox(exchange.registerAgent(Lowerer.class))) {
            mailbox.heartbeat();
        }
    }

    /** Of an agent whose process is found dead, if it is the first that is asked, or else of one that answers. */
    private AgentHandle handle(AgentId agent) {
        return (AgentHandle) Proxy.newProxyInstance(
                AgentHandle.class.getClassLoader(), new Class<?>[] {AgentHandle.class}, (self, method, arguments) -> {
                    asked.add(agent);
                    if (asked.size() == 1) {
                        throw new AgentUnavailableException(agent, "its process is dead");
                    }
                    return "x";
                });
    }
}
