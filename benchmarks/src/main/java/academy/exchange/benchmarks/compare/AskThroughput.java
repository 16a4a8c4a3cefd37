package academy.exchange.benchmarks.compare;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import academy.exchange.AgentHandle;
import academy.exchange.agent.AgentOptions;
import academy.exchange.mailbox.ContainerOptions;
import academy.exchange.redis.RedisExchange;

/** How many questions a second are answered, when as many callers as this ask one question after the other. */
final class AskThroughput implements Figure {

    static final int CALLERS = 64;
    static final String TEXT = "x".repeat(Traffic.PAYLOAD);

    /** As many as the workers that Redisson gets. */
    private static final ContainerOptions HANDLERS = ContainerOptions.defaults().withConcurrency(CALLERS);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int COUNT = 20_000;

    private static final Line LINE =
            Line.atLeast("ask-throughput-64", "answers/s", 2, "the best of Redisson, Spring Integration and Python");

    @Override
    public List<Line> lines() {
        return List.of(LINE);
    }

    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        int count = bench.scaled(COUNT);
        // Those that are slow are not faster with more.
        int fewer = Math.max(count / 20, 250);
        RedisExchange exchange = bench.exchange();
        AgentHandle handle = exchange.getHandle(
                Echo.serve(bench, exchange, AgentOptions.defaults().withContainer(HANDLERS)));
        return List.of(new Contest(
                        bench,
                        LINE,
                        () -> rate(count, i -> requireEcho(handle.call("echo", String.class, PATIENCE, TEXT))))
                .against("Redisson's RRemoteService", () -> RedissonRival.open(bench)
                        .asking(count))
                .against("the gateways of Spring Integration", () -> IntegrationRival.open(bench)
                        .asking(fewer))
                .against("the Python package", () -> PythonRival.open(bench).asking(fewer))
                .run());
    }

    static double rate(int count, Crew.Work question) throws Exception {
        Stopwatch watch = new Stopwatch();
        Crew.share(CALLERS, count, question);
        return watch.rate(count);
    }

    static void requireEcho(@Nullable Object answer) {
        if (!TEXT.equals(answer)) {
            throw new IllegalStateException("The echo was " + answer);
        }
    }
}
