package academy.exchange.benchmarks.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The Python package, in a process of its own that does what it is told and says how fast. */
final class PythonRival {

    private static final Path PREPARED = Path.of("interop", "target", "python", "newest", "bin", "python");
    private static final int SENDERS = 16;

    private final BufferedReader answers;
    private final PrintWriter tasks;

    private PythonRival(Process process) {
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.tasks = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
    }

    /**
     * Starts it.
     *
     * @throws IOException if there is no environment with the package
     */
    static PythonRival open(Bench bench) throws IOException {
        Path python = bench.options().python().orElse(PREPARED);
        if (!Files.isExecutable(python)) {
            throw new IOException("there is no " + python
                    + "; interop/prepare DIRECTORY makes one that --python DIRECTORY/newest/bin/python names");
        }
        Path script = script();
        Process process = new ProcessBuilder(
                        python.toString(),
                        script.toString(),
                        bench.redis().host(),
                        Integer.toString(bench.redis().port()),
                        Integer.toString(Traffic.PAYLOAD))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        bench.closing(() -> {
            process.destroy();
            Files.deleteIfExists(script);
        });
        return new PythonRival(process);
    }

    private static Path script() throws IOException {
        Path file = Files.createTempFile("rival", ".py");
        try (InputStream content = Objects.requireNonNull(PythonRival.class.getResourceAsStream("rival.py"))) {
            long unused = Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    Rounds.Side<Double> asking(int count) {
        return () -> rate("ask " + count + " " + AskThroughput.CALLERS);
    }

    Rounds.Side<Double> queueing(int count) {
        return () -> rate("queue " + count + " " + SENDERS);
    }

    private double rate(String task) throws IOException {
        tasks.println(task);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("Python ended while it should " + task);
        }
        return Double.parseDouble(answer);
    }
}
