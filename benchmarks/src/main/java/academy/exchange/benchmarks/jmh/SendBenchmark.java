package academy.exchange.benchmarks.jmh;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.ClientId;
import academy.exchange.Message;
import academy.exchange.Request;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.redis.RedisExchange;

/** What sending a message costs, by way of a real Redis. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SendBenchmark {

    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private final RedisExchange exchange = RedisExchange.builder(
                    new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port())),
                    JsonMessageCodec.create())
            .build();
    private final ClientId source = exchange.registerClient();
    private final Request body = exchange.codec().encodeAction("handle", List.of("x".repeat(400)), Map.of());
    private AgentId agent = register();

    private AgentId register() {
        return exchange.registerAgent(AgentRegistration.of(SendBenchmark.class));
    }

    /** Leaves what was sent behind, so that the queue does not grow for ever. */
    @Setup(Level.Iteration)
    public void begin() {
        exchange.terminate(agent);
        agent = register();
    }

    /** One message, waited for. */
    @Benchmark
    public void send() {
        exchange.send(Message.request(source, agent, body));
    }

    /** Ends the server. */
    @TearDown
    public void stop() {
        exchange.close();
        redis.close();
    }
}
