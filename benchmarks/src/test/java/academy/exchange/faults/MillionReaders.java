package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import academy.exchange.AgentId;

/** The processes that read one mailbox: always as many, whatever is done to them. */
final class MillionReaders implements AutoCloseable {

    /** While one is dead and others begin, some are at work, also where beginning takes longer than the interval. */
    static final int NUMBER = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Path LOGS = Path.of("target", "peers");

    private final int port;
    private final AgentId agent;
    private final Duration memory;
    private final Path directory;
    private final List<One> running = new ArrayList<>();
    private final List<Path> notebooks = new ArrayList<>();

    private record One(Process process, Path notebook) {

        /** Whether it has handled anything. */
        boolean isAtWork() {
            try {
                return Files.exists(notebook) && Files.size(notebook) > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private MillionReaders(int port, AgentId agent, Duration memory, Path directory) {
        this.port = port;
        this.agent = agent;
        this.memory = memory;
        this.directory = directory;
    }

    static MillionReaders start(int port, AgentId agent, Duration memory) {
        try {
            Files.createDirectories(LOGS);
            MillionReaders readers =
                    new MillionReaders(port, agent, memory, Files.createTempDirectory(LOGS.toAbsolutePath(), "notes-"));
            for (int i = 0; i < NUMBER; i++) {
                readers.running.add(readers.launch());
            }
            return readers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code SIGKILL} for one of at least two that are at work, and another one begins. Returns whether there were two. */
    boolean killOne(Random random) {
        List<One> atWork = running.stream().filter(One::isAtWork).toList();
        if (atWork.size() < 2) {
            return false;
        }
        One victim = atWork.get(random.nextInt(atWork.size()));
        victim.process().toHandle().destroyForcibly();
        running.remove(victim);
        running.add(launch());
        return true;
    }

    /** Lets them end in order, which gives back what they hold. */
    void end() {
        for (One one : running) {
            try {
                one.process().outputWriter().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        running.forEach(one -> one.process()
                .onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join());
        running.clear();
    }

    /** Everything that any of them noted. */
    void tell(Tally tally) {
        notebooks.forEach(notebook -> Notebook.read(notebook, tally::handled));
    }

    @Override
    public void close() {
        running.forEach(one -> one.process().destroyForcibly());
        for (Path notebook : notebooks) {
            delete(notebook);
        }
        delete(directory);
    }

    private One launch() {
        Path notebook = directory.resolve("notes-" + notebooks.size());
        notebooks.add(notebook);
        List<String> command = List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                MillionReader.class.getName(),
                Integer.toString(port),
                agent.uid().toString(),
                memory.toString(),
                notebook.toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            LOGS.resolve("million.log").toFile()))
                    .start();
            return new One(process, notebook);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
