package academy.exchange.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The release of academy-py that the tests run with. The build runs all of them once for each release.
 *
 * @param version for example {@code 1.0.0}
 * @param interpreter runs Python with that release
 */
record PythonRelease(String version, Path interpreter) {

    /** The one that the build has chosen; the newest where it has chosen none, as in an IDE. */
    static PythonRelease current() {
        Path directory = Path.of(System.getProperty("interop.python", "target/python/newest"));
        try {
            return new PythonRelease(
                    Files.readString(directory.resolve("version")).strip(), directory.resolve("bin/python"));
        } catch (IOException missing) {
            throw new UncheckedIOException("No Python is prepared; run the tests with mvn verify -Pinterop", missing);
        }
    }

    /** Whether it is the oldest that can be talked to, which does not count messages nor judge by heartbeats. */
    boolean isOldest() {
        return version.startsWith("0.5.");
    }
}
