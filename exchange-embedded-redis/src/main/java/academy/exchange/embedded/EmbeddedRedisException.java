package academy.exchange.embedded;

import java.io.Serial;
import java.util.List;

/**
 * The embedded Redis server could not be started; the message names the platform, what the server printed and the ways
 * out.
 */
public final class EmbeddedRedisException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String WAYS_OUT =
            """
            Ways out: provide what is missing (the bundled server for Linux on x86-64 needs libssl.so.3 of OpenSSL 3, and \
            java.io.tmpdir must allow programs to run), or use a Redis of your own by setting \
            academy.exchange.redis.host and academy.exchange.redis.port.""";

    private EmbeddedRedisException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The first failure is the one to read: it is about the binary that fits best. */
    static EmbeddedRedisException notStarted(List<ServerStartException> failures) {
        ServerStartException first = failures.get(0);
        EmbeddedRedisException exception = new EmbeddedRedisException(
                "The embedded Redis server cannot be started on " + Platform.current() + ": " + first.getMessage()
                        + "\n" + WAYS_OUT,
                first);
        failures.stream().skip(1).forEach(exception::addSuppressed);
        return exception;
    }

    static EmbeddedRedisException interrupted(InterruptedException cause) {
        return new EmbeddedRedisException("Interrupted while waiting for the embedded Redis server to start", cause);
    }
}
