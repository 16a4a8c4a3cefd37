package academy.exchange.benchmarks.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** One figure on a real Redis; how fast it is does not matter here. */
@Timeout(120)
class CompareTest {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final ByteArrayOutputStream remarks = new ByteArrayOutputStream();

    @Test
    void figureIsPrintedAndReported(@TempDir Path directory) throws IOException {
        String[] arguments = {"--quick", "--rounds", "1", "--only", "send-sync", "--report", directory.toString()};

        Compare.run(arguments, printing(lines), printing(remarks));

        assertThat(lines.toString(StandardCharsets.UTF_8).strip())
                .matches("send-sync\t\\d[^\t]*\t\\d[^\t]*\t\\d[^\t]*\t>= 0\\.85\t(ok|short)");
        assertThat(remarks.toString(StandardCharsets.UTF_8)).contains("send-sync: ");
        assertThat(Files.readString(directory.resolve(Report.PAGE)))
                .contains("| send-sync | messages/s |", "--only send-sync");
        assertThat(Files.readString(directory.resolve("ratios.svg")))
                .startsWith("<svg ")
                .contains("send-sync");
    }

    private static PrintStream printing(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
