package academy.exchange.benchmarks.compare;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.redisson.Redisson;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RRemoteService;
import org.redisson.api.RedissonClient;
import org.redisson.api.RemoteInvocationOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/**
 * Redisson as its documentation shows it, with default settings: a remote service with as many workers as there are callers,
 * without acknowledgements, which are slower and time out under load, and a queue of bytes, which spares it the codec, filled many at a time and emptied with {@code take}.
 */
final class RedissonRival {

    private static final int WINDOW = 1_000;
    private static final int PATIENCE_SECONDS = 30;

    private final RedissonClient redisson;

    private RedissonRival(RedissonClient redisson) {
        this.redisson = redisson;
    }

    static RedissonRival open(Bench bench) {
        Config config = new Config();
        config.useSingleServer().setAddress(bench.redis().url());
        RedissonClient redisson = Redisson.create(config);
        bench.closing(redisson::shutdown);
        return new RedissonRival(redisson);
    }

    /** What is asked for. */
    public interface EchoService {

        /** Returns the text. */
        String echo(String text);
    }

    Rounds.Side<Double> asking(int count) {
        RRemoteService remote = redisson.getRemoteService("benchmark");
        remote.register(EchoService.class, text -> text, AskThroughput.CALLERS);
        EchoService echo = remote.get(
                EchoService.class,
                RemoteInvocationOptions.defaults().noAck().expectResultWithin(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return () -> AskThroughput.rate(count, i -> AskThroughput.requireEcho(echo.echo(AskThroughput.TEXT)));
    }

    Rounds.Side<Double> queueing(int count) {
        RBlockingQueue<byte[]> queue = redisson.getBlockingQueue("redisson-queue", ByteArrayCodec.INSTANCE);
        List<byte[]> window = Collections.nCopies(WINDOW, Traffic.bytes(AskThroughput.TEXT));
        return () -> QueueThroughput.rate(
                count,
                () -> {
                    for (int sent = 0; sent < count; sent += WINDOW) {
                        boolean unused = queue.addAll(window.subList(0, Math.min(WINDOW, count - sent)));
                    }
                },
                () -> {
                    for (int taken = 0; taken < count; taken++) {
                        byte[] unused = queue.take();
                    }
                });
    }
}
