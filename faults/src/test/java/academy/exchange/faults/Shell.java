package academy.exchange.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** What Java cannot do to another process. */
final class Shell {

    private Shell() {}

    /** Runs a command, at most 10 seconds. */
    static void run(String command) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(shell.onExit().orTimeout(10, TimeUnit.SECONDS).join().exitValue())
                    .as(command)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
