package academy.exchange.interop;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sample python-peer as its README starts it, but on a port of its own: both sides in processes of their own. */
@WithPeers
class SamplePythonPeerTest {

    private static final Path SAMPLE = Path.of(System.getProperty("interop.sample", "../samples/python-peer"));
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NOBODY = "python-peer: no Python agent is here";
    private static final String FOUND = "python-peer: found the Python agent analyst.Analyst as ";
    private static final String FINDINGS = "python-peer:   cellar    [0-9]+ l a day, but 1893 l on 2026-02-10";
    private static final String NOTHING_LOST = "python-peer: [1-9][0-9]* asked, [1-9][0-9]* answered, 0 lost";

    private final PythonRelease release;
    private final EmbeddedRedis redis;
    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    SamplePythonPeerTest(PythonRelease release, EmbeddedRedis redis, @TempDir Path directory) {
        this.release = release;
        this.redis = redis;
        this.directory = directory;
    }

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void eachSideIsAskedByTheOther() throws Exception {
        Path service = startJava("service");
        awaitLine(service, NOBODY + ".*");
        Path agent = startPython("agent");
        awaitLine(service, FOUND + ".*");
        awaitLine(service, NOTHING_LOST);
        stop(0);
        assertThat(Files.readAllLines(service))
                .anyMatch(line -> line.matches(FINDINGS))
                .last()
                .asString()
                .matches(NOTHING_LOST);
        assertThat(Files.readAllLines(agent)).singleElement().asString().startsWith("analyst: at work as ");
    }

    @Test
    void eitherSideMayComeFirstAndBeReplaced() throws Exception {
        Path agent = startPython("agent");
        awaitLine(agent, "analyst: at work as .*");
        Path service = startJava("service");
        awaitLine(service, NOTHING_LOST);
        processes.get(0).destroyForcibly();
        awaitLine(service, NOBODY + ".*");
        startPython("second-agent");
        awaitLine(service, FOUND + ".*", 2);
        stop(1);
        awaitLine(startJava("second-service"), NOTHING_LOST);
    }

    private Path startPython(String name) throws IOException {
        return start(
                name,
                release.interpreter().toString(),
                SAMPLE.resolve("analyst.py").toString(),
                redis.host(),
                String.valueOf(redis.port()));
    }

    private Path startJava(String name) throws IOException {
        return start(
                name,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                SAMPLE.resolve("target/classes") + File.pathSeparator + System.getProperty("java.class.path"),
                "academy.samples.peer.PeerApplication",
                "--peer.round-every=500ms",
                "--academy.exchange.redis.host=" + redis.host(),
                "--academy.exchange.redis.port=" + redis.port());
    }

    private Path start(String name, String... command) throws IOException {
        Path output = directory.resolve(name);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        processes.add(builder.start());
        return output;
    }

    /** Asks one of the processes to end, in the order of their start, and waits until it has done so. */
    private void stop(int number) throws InterruptedException {
        Process process = processes.get(number);
        process.destroy();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitLine(Path output, String line) {
        awaitLine(output, line, 1);
    }

    private static void awaitLine(Path output, String line, int times) {
        Pattern pattern = Pattern.compile(line);
        await(output.getFileName() + ": " + line)
                .atMost(LIMIT)
                .until(() -> Files.readAllLines(output).stream()
                                .filter(pattern.asMatchPredicate())
                                .count()
                        >= times);
    }
}
