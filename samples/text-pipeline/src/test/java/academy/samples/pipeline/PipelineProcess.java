package academy.samples.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application in a JVM of its own, with one of the agents and a port that it chooses itself. */
final class PipelineProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** What the JVM ends with when it is asked to by SIGTERM. */
    private static final int TERMINATED = 143;

    private final String agent;
    private final Process process;
    private final Path log;

    private PipelineProcess(String agent, Process process, Path log) {
        this.agent = agent;
        this.process = process;
        this.log = log;
    }

    /** Returns at once; {@link #awaitHealth} waits until it is there. */
    static PipelineProcess start(String agent, EmbeddedRedis redis, Path directory) throws IOException {
        Path log = Files.createTempFile(directory, agent, ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        PipelineApplication.class.getName(),
                        "--pipeline.agents=" + agent,
                        "--academy.exchange.redis.host=" + redis.host(),
                        "--academy.exchange.redis.port=" + redis.port(),
                        // Longer than the restart of a process takes on a machine that is busy with other tests.
                        "--pipeline.step.total=60s",
                        "--pipeline.line.total=150s",
                        "--server.port=0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PipelineProcess(agent, process, log);
    }

    PipelineProcess awaitHealth() {
        await("the health of the " + agent).atMost(START_LIMIT).until(this::isHealthy);
        return this;
    }

    WebApi web() throws IOException {
        Matcher port = PORT.matcher(output());
        assertThat(port.find()).as(output()).isTrue();
        return new WebApi(Integer.parseInt(port.group(1)));
    }

    /** Asks it to end, and waits until it has done so by itself. */
    void stop() throws InterruptedException, IOException {
        assertThat(process.descendants())
                .as("what the " + agent + " has started")
                .isEmpty();
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output()).isTrue();
        assertThat(process.exitValue()).as(output()).isEqualTo(TERMINATED);
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    /** For a test that has failed: takes it away in whatever state it is. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean isHealthy() throws Exception {
        assertThat(process.isAlive()).as(output()).isTrue();
        return PORT.matcher(output()).find() && web().health().statusCode() == 200;
    }
}
