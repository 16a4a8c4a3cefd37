package academy.samples.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quickstart with its beans worked out at build time, in the steps of Spring Boot's plugins: a process writes sources, they
 * are compiled, and the program is run with them.
 */
@Timeout(300)
class QuickstartAheadOfTimeTest {

    private final Path directory;

    QuickstartAheadOfTimeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void programAnswersAsItDoesOtherwise() throws Exception {
        Path input = Files.writeString(directory.resolve("input.txt"), "one two\nthree\n");
        Path classes = process("--input=" + input);

        List<String> output = run(
                List.of("-Dspring.aot.enabled=true"),
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                QuickstartApplication.class.getName(),
                "--input=" + input,
                "--logging.level.org.springframework.boot.SpringApplication=info",
                "--logging.level.academy.samples=info");

        assertThat(output).anyMatch(line -> line.contains("Starting AOT-processed QuickstartApplication"));
        assertThat(output).endsWith("quickstart: 5 requests sent, 5 answered, 0 lost");
    }

    /** Writes and compiles what Spring makes of the application, with all that a native image would be told. */
    private Path process(String... arguments) throws Exception {
        Path sources = directory.resolve("sources");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> all = new ArrayList<>(List.of(
                QuickstartApplication.class.getName(),
                sources.toString(),
                classes.toString(),
                classes.toString(),
                "academy.samples",
                "quickstart"));
        all.addAll(List.of(arguments));
        run(
                List.of(),
                System.getProperty("java.class.path"),
                SpringApplicationAotProcessor.class.getName(),
                all.toArray(String[]::new));
        compile(sources, classes);
        Path hints = classes.resolve("META-INF/native-image/academy.samples/quickstart/reachability-metadata.json");
        assertThat(Files.readString(hints).replaceAll("\\s", ""))
                .contains(CounterAgent.class.getName(), view(Counter.class), view(WordCount.class));
        return classes;
    }

    private static String view(Class<?> type) {
        return "\"proxy\":[\"" + type.getName() + "\",\"academy.exchange.AgentHandle$View\"]";
    }

    private static void compile(Path sources, Path classes) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> tree = Files.walk(sources)) {
            List<Path> units =
                    tree.filter(path -> path.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-d",
                    classes.toString(),
                    "-classpath",
                    classes + File.pathSeparator + System.getProperty("java.class.path"));
            assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(units))
                            .call())
                    .isTrue();
        }
    }

    private List<String> run(List<String> options, String classPath, String main, String... arguments)
            throws Exception {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-classpath", classPath, main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(() -> read(output)).isZero();
            return Files.readAllLines(output);
        } finally {
            process.destroy();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
