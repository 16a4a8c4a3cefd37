package academy.exchange.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each target for as long as {@code fuzz.duration} says, side by side. */
@Execution(ExecutionMode.CONCURRENT)
class FuzzTest {

    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();

    @ParameterizedTest
    @EnumSource(Target.class)
    void nothingIsFound(Target target) throws IOException, InterruptedException {
        Duration duration = duration(System.getProperty("fuzz.duration", "PT5M"));
        FuzzProcess process = new FuzzProcess(target, DIRECTORY);

        int exitCode = process.run(duration);

        assertThat(exitCode).as(process::lastLines).isZero();
        Report report = process.report();
        System.out.println("Fuzzed " + target.label() + ": " + report);
        assertThat(report.inputs()).isGreaterThan(target.seeds().size());
        assertThat(report.read()).isPositive();
        assertThat(report.time()).isGreaterThanOrEqualTo(duration);
    }

    /** As ISO 8601 has it, or a number of seconds. */
    private static Duration duration(String text) {
        Duration duration = text.matches("\\d+") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.parse(text);
        assertThat(duration).as("fuzz.duration, for example PT5M or 300").isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        return duration;
    }
}
