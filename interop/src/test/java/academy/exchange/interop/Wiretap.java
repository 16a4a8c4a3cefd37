package academy.exchange.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import academy.exchange.embedded.EmbeddedRedis;

/**
 * Hears every command that a Redis is given, by its own {@code MONITOR}. What is heard is what lies on the wire, byte for
 * byte, and nobody notices.
 */
final class Wiretap implements AutoCloseable {

    private static final int LIMIT_MILLIS = 30_000;

    /** What changes nothing; also the scripts, as the commands inside them are heard each by itself. */
    private static final Set<String> IGNORED = Set.of(
            "AUTH", "BLPOP", "BLMOVE", "CLIENT", "COMMAND", "ECHO", "EVAL", "EVALSHA", "EXISTS", "GET", "HELLO", "INFO",
            "LLEN", "LRANGE", "MGET", "PING", "QUIT", "SCAN", "SCRIPT", "SELECT", "TIME", "TTL", "TYPE");

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    private final EmbeddedRedis redis;
    private final Socket socket;
    private final BufferedReader lines;

    private Wiretap(EmbeddedRedis redis, Socket socket, BufferedReader lines) {
        this.redis = redis;
        this.socket = socket;
        this.lines = lines;
    }

    /** Begins to listen. */
    @SuppressWarnings("resource") // both end with the wiretap
    static Wiretap on(EmbeddedRedis redis) {
        try {
            Socket socket = connect(redis, "MONITOR");
            Wiretap tap = new Wiretap(
                    redis,
                    socket,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)));
            tap.lines.readLine();
            return tap;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The changes made since this was asked last, all that came before this question. */
    List<RedisCommand> changes() {
        String mark = UUID.randomUUID().toString();
        try (Socket marker = connect(redis, "ECHO " + mark)) {
            List<RedisCommand> heard = until(command -> command.words().contains(mark));
            marker.getInputStream().read();
            return heard;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The changes since this was asked last, up to the first command that is wanted, which it waits for. */
    List<RedisCommand> until(Predicate<RedisCommand> wanted) {
        List<RedisCommand> changes = new ArrayList<>();
        try {
            while (true) {
                RedisCommand command = parse(lines.readLine());
                if (!IGNORED.contains(command.name())) {
                    changes.add(command);
                }
                if (wanted.test(command)) {
                    return changes;
                }
            }
        } catch (IOException silent) {
            throw new UncheckedIOException("Not heard what was waited for, but " + changes, silent);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Socket connect(EmbeddedRedis redis, String command) throws IOException {
        Socket socket = new Socket(redis.host(), redis.port());
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static RedisCommand parse(String line) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(line); word.find(); ) {
            String bytes = ESCAPE.matcher(word.group(1)).replaceAll(escape -> unescape(escape.group(1)));
            words.add(new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        }
        return new RedisCommand(words);
    }

    private static String unescape(String escape) {
        String character =
                switch (escape.charAt(0)) {
                    case 'n' -> "\n";
                    case 'r' -> "\r";
                    case 't' -> "\t";
                    case 'a' -> "\007";
                    case 'b' -> "\b";
                    case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
                    default -> escape;
                };
        return Matcher.quoteReplacement(character);
    }
}
