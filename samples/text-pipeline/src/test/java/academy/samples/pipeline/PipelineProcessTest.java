package academy.samples.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three processes with one agent each on one Redis, and what becomes of a long text when some of them end. */
@Timeout(600)
class PipelineProcessTest {

    private static final Pattern COMMANDS = Pattern.compile("total_commands_processed:(\\d+)");

    /** A line costs six commands at least, so that most of the text is still to come after so many. */
    private static final int COMMANDS_OF_A_BEGINNING = 4_000;

    /** Far more than a text takes on a machine that has nothing else to do. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Path directory;
    private final SourceText text = SourceText.ofLines(10_000);
    private final SourceText shorterText = SourceText.ofLines(2_000);
    private final EmbeddedRedis redis = EmbeddedRedis.start();
    private PipelineProcess coordinator;
    private PipelineProcess lowerer;
    private PipelineProcess reverser;

    PipelineProcessTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.coordinator = start("coordinator");
        this.lowerer = start("lowerer");
        this.reverser = start("reverser");
    }

    @BeforeEach
    void awaitAll() {
        List.of(coordinator, lowerer, reverser).forEach(PipelineProcess::awaitHealth);
    }

    @AfterEach
    void killWhatIsLeft() {
        List.of(coordinator, lowerer, reverser).forEach(PipelineProcess::close);
        redis.close();
    }

    @Test
    void nothingIsLostWhileProcessesAreRestarted() throws Exception {
        assertThat(coordinator.web().process("DEADBEEF").body()).isEqualTo("feebdaed");
        assertProcessed(text, coordinator.web().process(text.text()));

        CompletableFuture<HttpResponse<String>> answer = begin(text, coordinator.web());
        lowerer.stop();
        assertThat(answer).isNotDone();
        lowerer = start("lowerer").awaitHealth();
        assertProcessed(text, answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));

        answer = begin(shorterText, reverser.web());
        coordinator.stop();
        assertThat(answer).isNotDone();
        coordinator = start("coordinator").awaitHealth();
        assertProcessed(shorterText, answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS));

        coordinator.stop();
        lowerer.stop();
        reverser.stop();
        redis.close();
        assertThat(ProcessHandle.of(redis.pid())).isEmpty();
    }

    private PipelineProcess start(String agent) throws IOException {
        return PipelineProcess.start(agent, redis, directory);
    }

    /** Sends the text, and returns when a part of it has been processed. */
    private CompletableFuture<HttpResponse<String>> begin(SourceText text, WebApi web) throws IOException {
        long before = commands();
        CompletableFuture<HttpResponse<String>> answer = web.processLater(text.text());
        await("a part of the text to be processed")
                .atMost(LIMIT)
                .until(() -> commands() - before > COMMANDS_OF_A_BEGINNING);
        return answer;
    }

    private static void assertProcessed(SourceText text, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(List.of(answer.body().split("\n", -1))).containsExactlyElementsOf(text.processed());
    }

    private long commands() throws IOException {
        try (Socket socket = new Socket(redis.host(), redis.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("INFO stats\r\nQUIT\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            Matcher count =
                    COMMANDS.matcher(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(count.find()).isTrue();
            return Long.parseLong(count.group(1));
        }
    }
}
