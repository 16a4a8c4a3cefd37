package academy.samples.production;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application in a process of its own, on a Redis that it reaches by TLS only, as its callers see it. */
@Timeout(300)
class ProductionTest {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+) \\(https\\)");

    /** What a JVM ends with when it is asked to by SIGTERM. */
    private static final int TERMINATED = 143;

    private static Surroundings surroundings;
    private static Process process;
    private static Path log;
    private static HttpClient client;
    private static int port;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        surroundings = Surroundings.in(directory);
        log = directory.resolve("log");
        List<String> arguments = new ArrayList<>(surroundings.arguments());
        arguments.add("--PORT=0");
        process =
                Surroundings.application(arguments).redirectOutput(log.toFile()).start();
        client = HttpClient.newBuilder()
                .sslContext(surroundings.web().trusting())
                .build();
        await("the port").atMost(Duration.ofMinutes(2)).until(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return PORT.matcher(Files.readString(log)).find();
        });
        Matcher started = PORT.matcher(Files.readString(log));
        assertThat(started.find()).isTrue();
        port = Integer.parseInt(started.group(1));
        await("readiness")
                .atMost(Duration.ofMinutes(2))
                .until(() -> get("/actuator/health/readiness").statusCode() == 200);
    }

    @AfterAll
    static void endIt() throws Exception {
        process.destroy();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        surroundings.close();
        assertThat(process.exitValue()).isEqualTo(TERMINATED);
        assertThat(Files.readString(log)).contains("Graceful shutdown complete").doesNotContain(" ERROR ");
    }

    @Test
    void healthIsOpenToProbesAndTellsThemTheStatusAlone() throws Exception {
        assertThat(get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(get("/actuator/health").body()).contains("UP").doesNotContain("redis", "priceAgent");
    }

    @Test
    void operatorSeesTheDetailsOfHealth() throws Exception {
        assertThat(get("/actuator/health", "operator").body()).contains("\"server\":\"redis ", "\"priceAgent\"");
    }

    @Test
    void actuatorAsksForALoginThatMay() throws Exception {
        assertThat(get("/actuator/exchange").statusCode()).isEqualTo(401);
        assertThat(get("/actuator/exchange", "customer").statusCode()).isEqualTo(403);
        assertThat(get("/actuator/exchange", "scraper").statusCode()).isEqualTo(403);
        assertThat(get("/actuator/exchange", "operator").body()).contains("AT_LEAST_ONCE", "prices");
    }

    @Test
    void metricsAreForTheScraper() throws Exception {
        assertThat(get("/actuator/prometheus").statusCode()).isEqualTo(401);
        assertThat(get("/actuator/prometheus", "customer").statusCode()).isEqualTo(403);
        assertThat(get("/actuator/prometheus", "scraper").body())
                .contains("jvm_memory_used_bytes{", "academy_exchange_queued_messages{");
    }

    @Test
    void consoleIsForTheOperator() throws Exception {
        assertThat(get("/exchange").statusCode()).isEqualTo(401);
        assertThat(get("/exchange", "customer").statusCode()).isEqualTo(403);
        assertThat(get("/exchange/", "operator").body()).contains("<html");
        assertThat(get("/exchange/agents.json", "customer").statusCode()).isEqualTo(403);
        assertThat(get("/exchange/agents.json", "operator").body()).contains("priceAgent");
    }

    @Test
    void customerIsAnsweredByTheAgent() throws Exception {
        assertThat(get("/prices/lamp?pieces=3").statusCode()).isEqualTo(401);
        assertThat(get("/prices/lamp?pieces=3", "customer").body())
                .isEqualTo("{\"article\":\"lamp\",\"pieces\":3,\"cents\":84}");
        assertThat(get("/prices/lamp?pieces=0", "customer").statusCode()).isEqualTo(400);
    }

    @Test
    void nothingIsSaidWithoutEncryption() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("UP");
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path, String user) throws Exception {
        String login = Base64.getEncoder()
                .encodeToString((user + ":" + Surroundings.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return client.send(
                request(path).header("Authorization", "Basic " + login).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(1));
    }
}
