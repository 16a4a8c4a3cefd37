package academy.samples.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The quickstart in a JVM of its own, which nobody ends but itself. */
@Timeout(120)
class QuickstartProcessTest {

    private static final Pattern SERVER = Pattern.compile("embedded Redis .* \\(pid (\\d+)\\)");

    private final Path directory;

    QuickstartProcessTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void programEndsByItselfAndLeavesNoServerBehind() throws Exception {
        Path input = Files.writeString(directory.resolve("input.txt"), "one two\nthree\n");

        String output = run(0, "--input=" + input);

        assertThat(output.lines()).endsWith("quickstart: 5 requests sent, 5 answered, 0 lost");
        Matcher server = SERVER.matcher(output);
        assertThat(server.find()).isTrue();
        assertThat(ProcessHandle.of(Long.parseLong(server.group(1)))).isEmpty();
    }

    @Test
    void awayFromTheProjectThePackedReadmeIsRead() throws Exception {
        String output = run(0);

        assertThat(output.lines()).contains("README.md");
        assertThat(output.stripTrailing()).endsWith(", 0 lost");
    }

    @Test
    void missingFileEndsItWithOne() throws Exception {
        Path missing = directory.resolve("missing.txt");

        assertThat(run(1, "--input=" + missing).lines()).containsExactly("quickstart: there is no file " + missing);
    }

    private String run(int exitCode, String... arguments) throws Exception {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                QuickstartApplication.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(exitCode);
            return Files.readString(output);
        } finally {
            process.destroy();
        }
    }
}
