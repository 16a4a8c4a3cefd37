package academy.exchange.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** Where the server's executable file comes from. */
@FunctionalInterface
interface ServerBinary {

    /**
     * Writes the executable into a directory that belongs to one server alone.
     *
     * @throws IOException if it cannot be written
     * @throws RuntimeException if there is none for this platform
     */
    Path unpackInto(Path directory) throws IOException;

    /** The binaries of the library that may run on this platform, the best one first. */
    static List<ServerBinary> bundled() {
        return Platform.current().isLinuxOnX8664()
                ? List.of(ServerBinary::unpackNative, ServerBinary::unpackStatic)
                : List.of(ServerBinary::unpackNative);
    }

    private static Path unpackNative(Path directory) throws IOException {
        return unpack(directory, ExecutableProvider.newProvidedVersionsMap());
    }

    /**
     * The binary for x86-64 is linked against glibc and OpenSSL 3; the one for x86 brings all it needs, and most Linux
     * kernels for x86-64 run it.
     */
    private static Path unpackStatic(Path directory) throws IOException {
        String resource = ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.UNIX_x86);
        return unpack(directory, Map.of(OsArchitecture.UNIX_x86_64, resource));
    }

    private static Path unpack(Path directory, Map<OsArchitecture, String> resources) throws IOException {
        if (Platform.current().isWindows()) {
            throw new IOException("the server bundled for Windows is Redis 5.0, the exchange needs 6.2 or newer");
        }
        if (!Platform.current().hasKnownProcessor()) {
            throw new IOException("no server is bundled for this processor");
        }
        return ExecutableProvider.newJarResourceProvider(directory::toFile, resources)
                .get()
                .toPath();
    }
}
