package academy.exchange.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

import academy.exchange.embedded.EmbeddedRedis;

import static org.awaitility.Awaitility.await;

/**
 * A Java application with the starter and one agent in a JVM of its own, so that it can be killed. It ends with its standard
 * input, so none is left behind whatever becomes of the test.
 */
final class JavaProcess implements AutoCloseable {

    private static final String SERVING = "serving";

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one, and returns when its agent takes messages.
     *
     * @param settings properties of the application, as in {@code name=value}
     */
    static JavaProcess start(EmbeddedRedis redis, Class<?> agent, String... settings) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                JavaProcess.class.getName(),
                agent.getName(),
                "--academy.exchange.redis.host=" + redis.host(),
                "--academy.exchange.redis.port=" + redis.port(),
                "--logging.level.root=warn"));
        Stream.of(settings).map(setting -> "--" + setting).forEach(command::add);
        try {
            Path output = Files.createTempFile("java-process", ".log");
            JavaProcess started = new JavaProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    output);
            try {
                await().failFast("The process has ended", () -> !started.process.isAlive())
                        .until(() -> started.said(SERVING) == 1);
            } catch (Throwable failed) {
                started.close();
                throw failed;
            }
            return started;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** How often its agent has said this, in a line of its own. */
    long said(String line) {
        return output().lines().filter(line::equals).count();
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        try {
            kill();
            Files.delete(output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The process: the class of the agent, and the settings. */
    @SuppressWarnings("SystemOut") // that is how it speaks
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        new SpringApplicationBuilder(JavaPeer.Application.class, Class.forName(arguments[0]))
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .run(List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
        System.out.println(SERVING);
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(0);
    }
}
