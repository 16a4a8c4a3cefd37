package academy.exchange.embedded;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EmbeddedRedisTest {

    @Test
    void serverAnswersPing() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(ask(redis, "PING")).isEqualTo("+PONG\r\n+OK\r\n");
            assertThat(redis.isAlive()).isTrue();
            assertThat(redis.url()).isEqualTo("redis://" + redis.host() + ":" + redis.port());
        }
    }

    @Test
    void pidIsTheServersOwn() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(ask(redis, "INFO server")).contains("process_id:" + redis.pid() + "\r\n");
        }
    }

    @Test
    void sentinelIsStartedFromItsConfigurationFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("sentinel.conf"), "sentinel monitor mine 127.0.0.1 1 1\n");

        try (EmbeddedRedis sentinel = EmbeddedRedis.start(file.toString(), "--sentinel")) {
            assertThat(ask(sentinel, "SENTINEL GET-MASTER-ADDR-BY-NAME mine")).contains("127.0.0.1");
        }
    }

    @Test
    void closeEndsTheServerAndDeletesItsDirectory() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        ProcessHandle server = process(redis);
        Path directory = directory(server);
        assertThat(directory).isDirectory();

        redis.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(redis.isAlive()).isFalse();
        assertThat(directory).doesNotExist();
    }

    @Test
    void closingTwiceDoesNothingMore() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        redis.close();
        redis.close();
        assertThat(redis.isAlive()).isFalse();
    }

    @Test
    void interruptDoesNotKeepCloseFromEndingTheServer() {
        EmbeddedRedis redis = EmbeddedRedis.start();
        ProcessHandle server = process(redis);

        Thread.currentThread().interrupt();
        redis.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void interruptedStartIsRefused() {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(EmbeddedRedisException.class).isThrownBy(EmbeddedRedis::start);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void hangingServerIsKilled() throws Exception {
        EmbeddedRedis redis = EmbeddedRedis.start();
        ProcessHandle server = process(redis);
        Process stop = new ProcessBuilder("kill", "-STOP", Long.toString(redis.pid())).start();
        assertThat(stop.waitFor()).isZero();

        redis.close();

        assertThat(server.isAlive()).isFalse();
    }

    @Test
    void twoServersRunSideBySide() throws IOException {
        try (EmbeddedRedis first = EmbeddedRedis.start();
                EmbeddedRedis second = EmbeddedRedis.start()) {
            assertThat(second.port()).isNotEqualTo(first.port());
            ask(first, "SET which first");
            assertThat(ask(first, "GET which")).contains("first");
            assertThat(ask(second, "GET which")).startsWith("$-1");
        }
    }

    @Test
    void extraArgumentsReachTheServer() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--requirepass", "secret")) {
            assertThat(ask(redis, "PING")).startsWith("-NOAUTH");
            assertThat(ask(redis, "AUTH secret\r\nPING")).startsWith("+OK\r\n+PONG");
        }
    }

    @Test
    void extraArgumentsWin() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--appendonly", "yes", "--loglevel", "warning")) {
            assertThat(ask(redis, "CONFIG GET appendonly")).contains("yes");
            assertThat(ask(redis, "CONFIG GET loglevel")).contains("warning");
        }
    }

    @Test
    void serverStaysAChildOfThisProcess() {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--daemonize", "yes")) {
            assertThat(ProcessHandle.current().descendants().map(ProcessHandle::pid))
                    .contains(redis.pid());
        }
    }

    @Test
    void portOfTheCallersChoiceIsUsed() throws IOException {
        int port = PortSource.anyFree();
        try (EmbeddedRedis redis = EmbeddedRedis.start("--port", Integer.toString(port))) {
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, "PING")).startsWith("+PONG");
        }
    }

    @Test
    void portOfTheCallersChoiceMustBeANumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedRedis.start("--port", "any"));
        assertThatIllegalArgumentException().isThrownBy(() -> EmbeddedRedis.start("--port"));
    }

    @Test
    void portOfTheCallersChoiceMustBeFree() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThatExceptionOfType(EmbeddedRedisException.class)
                    .isThrownBy(() -> EmbeddedRedis.start("--port", Integer.toString(redis.port())))
                    .withMessageContaining("port " + redis.port() + " is taken");
        }
    }

    @Test
    void deadServerIsNoticed() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            ProcessHandle server = process(redis);
            Path directory = directory(server);

            server.destroyForcibly();

            awaitUntilGone(server);
            await("the death is noticed").atMost(Duration.ofSeconds(20)).until(() -> !redis.isAlive());
            assertThat(directory).doesNotExist();
        }
    }

    @Test
    void serverDoesNotOutliveItsGuard() {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            ProcessHandle server = process(redis);
            server.parent().orElseThrow().destroyForcibly();
            awaitUntilGone(server);
        }
    }

    @Test
    void killedJvmLeavesNoServerBehind() throws IOException {
        Process jvm = startHost("wait");
        ProcessHandle server = announcedBy(jvm);
        Path directory = directory(server);
        assertThat(server.isAlive()).isTrue();

        jvm.destroyForcibly();

        awaitUntilGone(server);
        await("the directory is deleted")
                .atMost(Duration.ofSeconds(20))
                .until(() -> !directory.toFile().exists());
    }

    @Test
    void exitedJvmLeavesNoServerBehind() throws IOException, InterruptedException {
        Process jvm = startHost("exit");
        try (var output = jvm.inputReader()) {
            long pid = Long.parseLong(output.readLine());
            assertThat(jvm.waitFor()).isZero();
            ProcessHandle.of(pid).ifPresent(EmbeddedRedisTest::awaitUntilGone);
        }
    }

    private static Process startHost(String how) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerHost.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static ProcessHandle announcedBy(Process jvm) throws IOException {
        return ProcessHandle.of(Long.parseLong(jvm.inputReader().readLine())).orElseThrow();
    }

    private static ProcessHandle process(EmbeddedRedis redis) {
        return ProcessHandle.of(redis.pid()).orElseThrow();
    }

    private static Path directory(ProcessHandle server) {
        return Path.of(server.info().command().orElseThrow()).resolveSibling("");
    }

    private static void awaitUntilGone(ProcessHandle server) {
        await("the server is gone").atMost(Duration.ofSeconds(20)).until(() -> !server.isAlive());
    }

    private static String ask(EmbeddedRedis redis, String commands) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            socket.getOutputStream().write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
