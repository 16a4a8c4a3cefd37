package academy.exchange.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import redis.embedded.error.UnknownOSName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerLauncherTest {

    private static final ServerBinary MISSING = directory -> directory.resolve("no-such-program");

    @Test
    void serverThatCannotStartSaysWhy() {
        assertThatExceptionOfType(EmbeddedRedisException.class)
                .isThrownBy(() -> EmbeddedRedis.start("--no-such-option", "3"))
                .withMessageContaining("no-such-option \"3\"")
                .withMessageContaining("Bad directive")
                .withMessageContaining("status 1");
    }

    @Test
    void unsupportedPlatformIsNamed() {
        ServerBinary none = directory -> {
            throw new UnknownOSName("Plan 9");
        };
        assertThatExceptionOfType(EmbeddedRedisException.class)
                .isThrownBy(() -> launch(none))
                .withMessageContaining(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
                .withMessageContaining("Plan 9")
                .withMessageContaining("academy.exchange.redis.host");
    }

    @Test
    void missingLibraryIsNamed() {
        ServerBinary unlinked = script("echo 'libssl.so.3: cannot open shared object file' >&2; exit 127");
        assertThatExceptionOfType(EmbeddedRedisException.class)
                .isThrownBy(() -> launch(unlinked, MISSING))
                .withMessageContaining("libssl.so.3: cannot open shared object file")
                .withMessageContaining("OpenSSL 3")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void failedStartLeavesNoDirectory() {
        AtomicReference<Path> used = new AtomicReference<>();
        ServerBinary failing = directory -> {
            used.set(directory);
            return script("exit 3").unpackInto(directory);
        };
        assertThatExceptionOfType(EmbeddedRedisException.class)
                .isThrownBy(() -> launch(failing))
                .withMessageContaining("status 3, and printed nothing");
        assertThat(used.get()).isNotNull().doesNotExist();
    }

    @Test
    void binaryThatCannotRunGivesWayToTheNext() {
        try (EmbeddedRedis redis = launch(MISSING, ServerBinary.bundled().get(0))) {
            assertThat(redis.isAlive()).isTrue();
        }
    }

    @Test
    void everyBundledBinaryForThisPlatformRuns() {
        for (ServerBinary binary : ServerBinary.bundled()) {
            try (EmbeddedRedis redis = launch(binary)) {
                assertThat(redis.isAlive()).isTrue();
            }
        }
    }

    @Test
    void portTakenInBetweenCostsOneMoreAttempt() throws IOException {
        try (EmbeddedRedis first = EmbeddedRedis.start()) {
            int free = PortSource.anyFree();
            Deque<Integer> ports = new ArrayDeque<>(List.of(first.port(), free));
            ServerArguments arguments = new ServerArguments(List.of());
            try (EmbeddedRedis second = new ServerLauncher(ServerBinary.bundled(), arguments, ports::remove).launch()) {
                assertThat(second.port()).isEqualTo(free);
                assertThat(second.pid()).isNotEqualTo(first.pid());
            }
        }
    }

    private static EmbeddedRedis launch(ServerBinary... binaries) {
        ServerArguments arguments = new ServerArguments(List.of());
        return new ServerLauncher(List.of(binaries), arguments, PortSource::anyFree).launch();
    }

    private static ServerBinary script(String commands) {
        return directory -> {
            Path program = directory.resolve("program");
            Files.writeString(program, "#!/bin/sh\n" + commands + "\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
            return program;
        };
    }
}
