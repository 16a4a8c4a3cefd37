package academy.exchange.benchmarks.jmh;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.mailbox.MailboxContainerRegistry;
import academy.exchange.memory.InMemoryExchange;

/** What a question costs by the way through handle, container and action and back, without Redis. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class DispatchBenchmark {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Exchange exchange =
            InMemoryExchange.builder(JsonMessageCodec.create()).build();
    private final MailboxContainerRegistry registry = new MailboxContainerRegistry();
    private final AgentHandle handle = serve();
    private final String text = "x".repeat(400);

    /** Says what it hears. */
    public static final class Echo {

        /** Returns the text. */
        @Action
        public String echo(String text) {
            return text;
        }
    }

    private AgentHandle serve() {
        registry.start();
        AgentId agent = AgentId.random();
        var unused = new AgentRegistrar(() -> exchange, () -> registry, AgentOptions::defaults)
                .register("echo", new Echo(), AgentRegistration.of(Echo.class).withId(agent));
        return exchange.getHandle(agent);
    }

    /** One question and its answer. */
    @Benchmark
    public @Nullable String ask() throws InterruptedException {
        return handle.call("echo", String.class, PATIENCE, text);
    }

    /** Ends the agent. */
    @TearDown
    public void stop() {
        registry.stop();
        exchange.close();
    }
}
