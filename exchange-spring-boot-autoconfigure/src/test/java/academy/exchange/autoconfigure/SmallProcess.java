package academy.exchange.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A {@link SmallApplication} in a process of its own, on a class path of a test's choice. */
final class SmallProcess implements AutoCloseable {

    private final Process process;
    private final Path output;

    private SmallProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param classPath which entries of the class path of the tests it has, by their file names */
    static SmallProcess start(Path directory, Predicate<String> classPath, List<Path> more, String... properties) {
        Path output = directory.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(Stream.concat(more.stream().map(Path::toString), entries(classPath))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(SmallApplication.class.getName());
        Stream.of(properties).map(property -> "--" + property).forEach(command::add);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new SmallProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> entries(Predicate<String> wanted) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> wanted.test(Path.of(entry).getFileName().toString()));
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it said after {@link SmallApplication#ANSWER}, each time. */
    List<String> answers() {
        return output().lines()
                .filter(line -> line.startsWith(SmallApplication.ANSWER))
                .map(line -> line.substring(SmallApplication.ANSWER.length()))
                .toList();
    }

    /** Waits until it ends by itself, in order. */
    void awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as(this::output).isTrue();
        assertThat(process.exitValue()).as(this::output).isZero();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
