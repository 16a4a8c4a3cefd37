package academy.exchange.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The temporary directory of one server: its binary and whatever it writes. */
record ServerDirectory(Path path) {

    private static final Logger log = LoggerFactory.getLogger(ServerDirectory.class);

    static ServerDirectory create() throws IOException {
        return new ServerDirectory(Files.createTempDirectory("embedded-redis-"));
    }

    /** Deletes what is there; the server's guard usually has done so before. */
    void delete() {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("The directory {} of an embedded Redis could not be deleted", path, e);
        }
    }
}
