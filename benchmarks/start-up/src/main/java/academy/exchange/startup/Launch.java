package academy.exchange.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts an application in a JVM of its own, and ends it once it is ready. */
record Launch(String mainClass, ClassPath classPath, List<String> arguments) {

    /**
     * What a start took until the application said that it was ready.
     *
     * @param time from the moment in which the process was asked for
     * @param cpu of all cores
     */
    record Cost(Duration time, Duration cpu) {}

    Cost measure() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                classPath.toString(),
                mainClass));
        command.addAll(arguments);
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            awaitReady(process);
            Duration time = Duration.ofNanos(System.nanoTime() - begun);
            return new Cost(time, process.info().totalCpuDuration().orElse(Duration.ZERO));
        } finally {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private void awaitReady(Process process) throws IOException {
        StringBuilder output = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(Common.READY)) {
                return;
            }
            output.append(line).append(System.lineSeparator());
        }
        throw new IOException(mainClass + " ended before it was ready:" + System.lineSeparator() + output);
    }
}
