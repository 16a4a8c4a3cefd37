package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.redis.RedisExchange;

/** How fast questions are answered when more and more callers ask one after the other. */
final class GrowthOfCallers extends Growth {

    private static final int COUNT = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ContainerOptions HANDLERS = ContainerOptions.defaults().withConcurrency(AskThroughput.CALLERS);

    private @Nullable AgentHandle handle;

    GrowthOfCallers() {
        super("growth-ask", "answers/s", "callers", List.of(1, 4, 16, 64, 256));
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        RedisExchange exchange = bench.exchange();
        handle = exchange.getHandle(
                Echo.serve(bench, exchange, AgentOptions.defaults().withContainer(HANDLERS)));
        return super.measure(bench);
    }

    @Override
    Run run(Bench bench, int callers) throws Exception {
        AgentHandle asked = Objects.requireNonNull(handle);
        int count = bench.scaled(COUNT);
        Meter meter = new Meter(bench);
        Crew.share(
                callers,
                count,
                i -> AskThroughput.requireEcho(asked.call("echo", String.class, PATIENCE, AskThroughput.TEXT)));
        return meter.run(count);
    }
}
