package academy.exchange.startup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The applications start; in which time does not matter here. */
@Timeout(600)
class StartUpTest {

    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    @Test
    void eachFigureIsPrinted() throws IOException {
        StartUp.run(0, 1, new PrintStream(lines, true, StandardCharsets.UTF_8));

        assertThat(lines.toString(StandardCharsets.UTF_8).lines())
                .allMatch(line -> line.matches("[a-z-]+\t\\d+\t\\d+\t\\d+\\.\\d+\t<= 1\\.10\t(ok|short)"))
                .extracting(line -> line.substring(0, line.indexOf('\t')))
                .containsExactly("start-up", "start-up-cpu", "start-up-without-web", "start-up-without-web-cpu");
    }

    @Test
    void baselineIsTheSameWithoutOurModules() {
        ClassPath all = new ClassPath(List.of(
                Path.of("x", "exchange-core", "target", "classes"),
                Path.of("exchange-core", "exchange-spring-boot-starter-1.jar"),
                Path.of("x", "embedded-redis-1.4.jar"),
                Path.of("exchange-core", "benchmarks", "start-up", "target", "classes"),
                Path.of("x", "lettuce-core-7.jar")));

        assertThat(all.withStarter().entries()).hasSize(4);
        assertThat(all.withoutStarter().entries())
                .containsExactly(
                        Path.of("exchange-core", "benchmarks", "start-up", "target", "classes"),
                        Path.of("x", "lettuce-core-7.jar"));
    }
}
