package academy.exchange.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Tries again what was once found, and the seeds. */
class ReplayTest {

    /** A file to try as well; its name begins with that of the target, like those of the findings. */
    static final String INPUT = "fuzz.input";

    private static final Allowance SMALL = new Allowance(10_000, 10);

    @TestFactory
    Stream<DynamicTest> whatWasFoundOnceIsNotFoundAgain() throws IOException, URISyntaxException {
        URL directory = Objects.requireNonNull(ReplayTest.class.getResource("/regressions"));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> regressions = Files.list(Path.of(directory.toURI()))) {
            regressions
                    .filter(file -> file.toString().endsWith(".bin"))
                    .sorted()
                    .forEach(files::add);
        }
        String input = System.getProperty(INPUT, "");
        if (!input.isEmpty()) {
            files.add(Path.of(input));
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void seedsBreakNoPromise(Target target) {
        Check check = target.check();
        Meter meter = new Meter(target.allowance(), new Tally());

        assertThat(target.seeds()).isNotEmpty().allSatisfy(seed -> check.holds(seed, meter));
    }

    @Test
    void callThatThrowsAnythingButItsRefusalIsFound() {
        Meter meter = new Meter(SMALL, new Tally());

        assertThat(meter.call("refuse", 1, IllegalStateException.class, () -> {
                    throw new IllegalStateException();
                }))
                .isEmpty();
        assertThatExceptionOfType(Finding.class)
                .isThrownBy(() -> meter.call("overflow", 1, IllegalStateException.class, () -> {
                    throw new StackOverflowError();
                }))
                .withCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void callThatAllocatesTooMuchEachTimeIsFound() {
        Meter meter = new Meter(SMALL, new Tally());

        assertThat(meter.call("allocate", 1000, IllegalStateException.class, () -> new byte[30_000]))
                .isPresent();
        assertThatExceptionOfType(Finding.class)
                .isThrownBy(() -> meter.call("allocate", 1000, IllegalStateException.class, () -> new byte[50_000]))
                .withMessageContaining("for 1000 bytes of input; the limit is 20000");
    }

    private static void replay(Path file) throws IOException {
        String name = file.getFileName().toString();
        Target target = Arrays.stream(Target.values())
                .filter(candidate -> name.startsWith(candidate.label() + "-"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " does not begin with the name of a target"));
        target.check().holds(Files.readAllBytes(file), new Meter(target.allowance(), new Tally()));
    }
}
