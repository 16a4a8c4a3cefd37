package academy.exchange.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import academy.exchange.embedded.EmbeddedRedis;

/**
 * A Python process with an unmodified academy-py, which runs the snippets that a test gives it. What they find there is
 * told in {@code peer.py}. It ends with its standard input, so none is left behind whatever becomes of the test.
 */
final class PythonPeer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int LIMIT_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final Writer input;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();

    private PythonPeer(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.input = process.outputWriter();
    }

    /** Starts one that has its own client on this Redis. */
    static PythonPeer start(PythonRelease release, EmbeddedRedis redis) {
        try {
            Path sources = Path.of(System.getProperty("interop.sources", "src/test/python"));
            Path log = Files.createTempFile("python-peer", ".log");
            ProcessBuilder command = new ProcessBuilder(
                            release.interpreter().toString(),
                            sources.resolve("peer.py").toString(),
                            redis.host(),
                            String.valueOf(redis.port()))
                    .redirectError(log.toFile());
            command.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            PythonPeer peer = new PythonPeer(command.start(), log);
            CompletableFuture<JsonNode> started = peer.expect(0);
            Thread reader = new Thread(peer::read, "python-peer-" + peer.process.pid());
            reader.setDaemon(true);
            reader.start();
            try {
                peer.await(started);
            } catch (Throwable failed) {
                peer.kill();
                throw failed;
            }
            return peer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Runs a snippet and returns what it returns. */
    JsonNode run(String code) {
        return run(code, Map.of());
    }

    /**
     * Runs a snippet and returns what it returns.
     *
     * @param values what the snippet finds under these names, as JSON has it
     * @throws PythonException if it raises something
     */
    JsonNode run(String code, Map<String, ?> values) {
        return await(begin(code, values));
    }

    /** Begins a snippet and does not wait. */
    CompletableFuture<JsonNode> begin(String code, Map<String, ?> values) {
        long id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = expect(id);
        String line = JSON.writeValueAsString(Map.of("id", id, "code", code, "values", values));
        try {
            synchronized (input) {
                input.write(line + "\n");
                input.flush();
            }
        } catch (IOException gone) {
            answer.completeExceptionally(ended());
        }
        return answer;
    }

    /** Waits for the end of a snippet. */
    JsonNode await(CompletableFuture<JsonNode> answer) {
        try {
            return answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new AssertionError("A snippet did not end in " + LIMIT_SECONDS + " s. " + output(), failed);
            }
            throw failed.getCause() instanceof PythonException raised ? raised : failed;
        }
    }

    /** What the process wrote to its standard error, such as the warnings that it logged. */
    String output() {
        try {
            return "The Python process wrote:\n" + Files.readString(log);
        } catch (IOException unreadable) {
            return "What the Python process wrote cannot be read: " + unreadable;
        }
    }

    /** Kills the process at once, as a crash would. */
    void kill() {
        process.destroyForcibly();
    }

    /** Ends the process, and with it its agents. Waits until it is gone. */
    @Override
    public void close() {
        try {
            input.close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("The Python process did not end with its input. " + output());
            }
            Files.delete(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<JsonNode> expect(long id) {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        return answer;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (IOException closed) {
            // The process has ended; so it is told to those who wait.
        } finally {
            pending.values().forEach(each -> each.completeExceptionally(ended()));
        }
    }

    private void take(JsonNode answer) {
        @Nullable
        CompletableFuture<JsonNode> asked = pending.remove(answer.get("id").asLong());
        if (asked == null) {
            return;
        }
        if (answer.has("error")) {
            asked.completeExceptionally(new PythonException(
                    answer.get("error").asString(), answer.get("message").asString()));
        } else {
            asked.complete(answer.get("result"));
        }
    }

    private AssertionError ended() {
        return new AssertionError("The Python process has ended. " + output());
    }
}
