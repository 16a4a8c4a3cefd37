package academy.exchange.faults;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Another JVM that follows {@link Orders}, to be killed, stopped and ended at will. What it did goes to the ledger. */
final class Peer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Path LOGS = Path.of("target", "peers");

    private static final Map<String, Stage> STAGES =
            Stream.of(Stage.values()).collect(Collectors.toMap(Stage::name, stage -> stage));

    private final Orders orders;
    private final Process process;
    private final Ledger ledger;
    private final Set<String> lines = ConcurrentHashMap.newKeySet();
    private final Thread reading;

    private Peer(Orders orders, Process process, Ledger ledger) {
        this.orders = orders;
        this.process = process;
        this.ledger = ledger;
        this.reading = new Thread(this::read, "peer-" + process.pid());
        reading.setDaemon(true);
        reading.start();
    }

    /** Starts it and does not wait; several start side by side. */
    static Peer start(Orders orders, Ledger ledger, String... jvmOptions) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeerMain.class.getName()));
        command.addAll(orders.words());
        try {
            Files.createDirectories(LOGS);
            File errors = LOGS.resolve(orders.name() + "-" + orders.agent().uid() + ".log")
                    .toFile();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors))
                    .start();
            return new Peer(orders, process, ledger);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Peer awaitReady() {
        awaitLine(PeerMain.READY);
        return this;
    }

    /** Waits until it has come so far; at its gate it goes no further. */
    void awaitStep(Stage stage, int number) {
        awaitLine(stage + " " + number);
    }

    void awaitLine(String line) {
        await(this + " says " + line)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> lines.contains(line) || !process.isAlive());
        assertThat(lines).contains(line);
    }

    /** The time at which it began, by the clock of its host. */
    Instant clock() {
        awaitReady();
        return lines.stream()
                .filter(line -> line.startsWith(PeerMain.CLOCK))
                .map(line -> Instant.ofEpochSecond(Long.parseLong(line.substring(PeerMain.CLOCK.length() + 1))))
                .findAny()
                .orElseThrow();
    }

    /** Lets it go on from its gate. */
    void open() {
        try {
            Writer commands = process.outputWriter(StandardCharsets.UTF_8);
            commands.write("go\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code SIGKILL}: it can do nothing any more. Returns when all that it said before is in the ledger. */
    void kill() {
        // Not by the process itself, which would also close the pipe that its last words are in.
        process.toHandle().destroyForcibly();
        awaitEnd();
    }

    /** {@code SIGTERM}: it may end in order. Returns its status when it has. */
    int terminate() {
        process.toHandle().destroy();
        awaitEnd();
        return process.exitValue();
    }

    /** {@code SIGSTOP}: it stands still and does not know it. */
    void freeze() {
        signal("STOP");
    }

    /** {@code SIGCONT}: it goes on as if nothing had been. */
    void thaw() {
        signal("CONT");
    }

    /** Ends it, however it is doing. */
    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public String toString() {
        return orders.name() + " (pid " + process.pid() + ")";
    }

    private void awaitEnd() {
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        await().atMost(PATIENCE).until(() -> !reading.isAlive());
    }

    private void signal(String name) {
        Shell.run("kill -" + name + " " + process.pid());
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(line -> {
                note(line.split(" "));
                lines.add(line);
            });
        } catch (IOException | UncheckedIOException ended) {
            lines.add("ended: " + ended);
        }
    }

    private void note(String[] words) {
        Stage stage = STAGES.get(words[0]);
        if (stage != null) {
            ledger.note(stage, Integer.parseInt(words[1]));
        } else if (words[0].equals(PeerMain.SENDING)) {
            ledger.sending(Integer.parseInt(words[1]));
        } else if (words[0].equals(PeerMain.ACCEPTED)) {
            ledger.accepted(Integer.parseInt(words[1]));
        }
    }
}
