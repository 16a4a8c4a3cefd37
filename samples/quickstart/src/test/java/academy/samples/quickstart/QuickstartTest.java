package academy.samples.quickstart;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import academy.exchange.Exchange;
import academy.exchange.codec.JsonMessageCodec;
import academy.exchange.embedded.EmbeddedRedis;
import academy.exchange.redis.RedisExchange;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class QuickstartTest {

    private static final Pattern LAST_LINE =
            Pattern.compile("quickstart: (\\d+) requests sent, (\\d+) answered, (\\d+) lost");

    private final Path directory;

    QuickstartTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void everyLineIsCountedAndReported(CapturedOutput output) throws Exception {
        Path input = write(List.of("Der Mond ist aufgegangen,", "", "die goldnen Sternlein prangen", "der MOND"));

        assertThat(QuickstartApplication.run("--input=" + input)).isZero();

        assertThat(output.getOut().lines())
                .contains(
                        input.toString(),
                        row("lines", 4),
                        row("words", 10),
                        row("different words", 8),
                        row("counter agent", 10),
                        row("der", 2),
                        row("mond", 2))
                .endsWith("quickstart: 9 requests sent, 9 answered, 0 lost");
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void moreLinesThanMayBeOnTheirWayAreAllAnswered(CapturedOutput output) throws Exception {
        Path input = write(
                IntStream.range(0, 1_000).mapToObj(number -> "line " + number).toList());

        assertThat(QuickstartApplication.run("--input=" + input)).isZero();

        assertThat(output.getOut().lines())
                .contains(row("line", 1_000), row("counter agent", 2_000))
                .endsWith("quickstart: 2001 requests sent, 2001 answered, 0 lost");
    }

    @Test
    void withoutInputTheReadmeIsRead(CapturedOutput output) throws Exception {
        assertThat(QuickstartApplication.run()).isZero();

        assertThat(output.getOut()).contains("README.md");
        assertThat(lastLine(output)).matches(LAST_LINE);
    }

    @Test
    void namedServerIsUsedAndNoneIsStarted(CapturedOutput output) throws Exception {
        Path input = write(List.of("one", "two"));
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            assertThat(run(redis, input)).isZero();

            // Each of the requests and each of the answers is one script.
            assertThat(calls(redis, "evalsha")).isGreaterThanOrEqualTo(10);
            assertThat(ask(redis, "KEYS agent:*")).startsWith("*0");
        }
        assertThat(output.getAll()).doesNotContain("embedded Redis");
        assertThat(lastLine(output)).isEqualTo("quickstart: 5 requests sent, 5 answered, 0 lost");
    }

    @Test
    void killedAgentThatIsStillRegisteredIsPassedOver(CapturedOutput output) throws Exception {
        Path input = write(List.of("one"));
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            String dead = "00000000-0000-4000-8000-000000000000";
            ask(redis, "SET active:" + dead + " ACTIVE");
            ask(redis, "SET agent:" + dead + " " + CounterAgent.class.getName() + "," + Counter.class.getName());

            assertThat(run(redis, input)).isZero();
        }
        assertThat(lastLine(output)).isEqualTo("quickstart: 3 requests sent, 3 answered, 0 lost");
    }

    @Test
    void agentsThatAreFoundDeadArePassedOver(CapturedOutput output) throws Exception {
        Path input = write(List.of("one"));
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            leaveDeadAgents(redis);

            assertThat(run(redis, input, "--academy.exchange.unavailable-after=1s"))
                    .isZero();
        }
        assertThat(lastLine(output)).isEqualTo("quickstart: 3 requests sent, 3 answered, 0 lost");
    }

    @Test
    void lostAnswerEndsInAnotherExitCode(CapturedOutput output) throws Exception {
        Path input = write(List.of("short", "a line that is over the limit of this exchange ".repeat(100)));

        assertThat(QuickstartApplication.run("--input=" + input, "--academy.exchange.max-message-size=2KB"))
                .isEqualTo(1);

        assertThat(output.getOut()).contains("First failure: ").contains("MessageTooLargeException");
        assertThat(lastLine(output)).isEqualTo("quickstart: 4 requests sent, 3 answered, 1 lost");
    }

    @Test
    void missingFileIsSaidInOneLine(CapturedOutput output) throws Exception {
        Path missing = directory.resolve("missing.txt");

        assertThat(QuickstartApplication.run("--input=" + missing)).isEqualTo(1);

        assertThat(output.getAll().lines()).containsExactly("quickstart: there is no file " + missing);
    }

    @Test
    void fileThatIsNoTextIsSaidInOneLine(CapturedOutput output) throws Exception {
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});

        assertThat(QuickstartApplication.run("--input=" + binary)).isEqualTo(1);

        assertThat(output.getAll().lines()).containsExactly("quickstart: " + binary + " is not a text in UTF-8");
    }

    private static int run(EmbeddedRedis redis, Path input, String... more) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "--input=" + input,
                "--academy.exchange.redis.host=" + redis.host(),
                "--academy.exchange.redis.port=" + redis.port()));
        arguments.addAll(List.of(more));
        return QuickstartApplication.run(arguments.toArray(String[]::new));
    }

    /** Agents that were served, and whose process is gone; so many that hardly any other is asked first. */
    private static void leaveDeadAgents(EmbeddedRedis redis) {
        try (Exchange exchange = RedisExchange.builder(
                        new LettuceConnectionFactory(redis.host(), redis.port()), JsonMessageCodec.create())
                .unavailableAfter(Duration.ofSeconds(1))
                .build()) {
            for (int number = 0; number < 5; number++) {
                exchange.getMailbox(exchange.registerAgent(CounterAgent.class)).close();
            }
        }
    }

    private Path write(List<String> lines) throws IOException {
        return Files.write(directory.resolve("input.txt"), lines);
    }

    private static String row(String what, int value) {
        return "  %-20s %9d".formatted(what, value);
    }

    private static String lastLine(CapturedOutput output) {
        List<String> lines = output.getOut().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private static int calls(EmbeddedRedis redis, String command) throws IOException {
        Matcher calls =
                Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(ask(redis, "INFO commandstats"));
        return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
    }

    private static String ask(EmbeddedRedis redis, String command) throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            OutputStream out = socket.getOutputStream();
            out.write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
