package academy.exchange.benchmarks.jmh;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import academy.exchange.AgentId;
import academy.exchange.ClientId;
import academy.exchange.Header;
import academy.exchange.Message;
import academy.exchange.MessageCodec;
import academy.exchange.codec.JsonMessageCodec;

/** What writing and reading a request with 400 characters costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CodecBenchmark {

    private final MessageCodec codec = JsonMessageCodec.create();
    private final String text = "x".repeat(400);
    private final Message message =
            Message.request(ClientId.random(), AgentId.random(), codec.encodeAction("handle", List.of(text), Map.of()));
    private final byte[] encoded = codec.encode(message);
    private final byte[] header = codec.encodeHeader(message.header());

    /** Arguments, message and header, as a handle has them written. */
    @Benchmark
    public byte[] encodeRequest() {
        Message request = new Message(message.header(), codec.encodeAction("handle", List.of(text), Map.of()));
        return codec.encode(request);
    }

    /** What lay on a queue. */
    @Benchmark
    public Message decodeMessage() {
        return codec.decode(encoded);
    }

    /** What lay in a ticket. */
    @Benchmark
    public Header decodeHeader() {
        return codec.decodeHeader(header);
    }
}
