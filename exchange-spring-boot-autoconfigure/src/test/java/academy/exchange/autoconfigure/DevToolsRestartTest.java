package academy.exchange.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** DevTools restarts an application in its process, with new class loaders for its own classes. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class DevToolsRestartTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void agentsAnswerAfterARestartAndNothingOfTheFirstRunIsLeft(@TempDir Path directory) throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        try (Server redis = new Server();
                SmallProcess application = SmallProcess.start(
                        directory,
                        file -> true,
                        List.of(devTools(), classes),
                        "spring.main.web-application-type=none",
                        "spring.main.keep-alive=true",
                        "spring.devtools.restart.poll-interval=300ms",
                        "spring.devtools.restart.quiet-period=100ms",
                        "spring.devtools.livereload.enabled=false",
                        "academy.exchange.redis.host=127.0.0.1",
                        "academy.exchange.redis.port=" + redis.port())) {
            awaitAnswers(application, 1);
            long connections = redis.connections();

            Files.writeString(classes.resolve("changed.properties"), "compiled=anew");

            awaitAnswers(application, 2);
            List<String> answers = application.answers();
            assertThat(answers).allMatch(answer -> answer.startsWith("3 to ") && answer.contains("RestartClassLoader"));
            assertThat(answers).doesNotHaveDuplicates();
            await().atMost(LIMIT).until(() -> redis.connections() <= connections);
            assertThat(application.isAlive()).isTrue();
        }
    }

    private static void awaitAnswers(SmallProcess application, int count) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(application.answers()).hasSize(count));
    }

    /** The build puts it where no other test has it on its class path. */
    private static Path devTools() {
        try (Stream<Path> files = Files.list(Path.of("target", "devtools"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
