package academy.samples.pipeline;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** The web API of one process, as its clients see it. */
record WebApi(int port) {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    static WebApi of(ApplicationContext application) {
        Environment environment = application.getEnvironment();
        return new WebApi(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    HttpResponse<String> process(String text) throws IOException, InterruptedException {
        return CLIENT.send(processing(text), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> processLater(String text) {
        return CLIENT.sendAsync(processing(text), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> health() throws IOException, InterruptedException {
        return CLIENT.send(request("/actuator/health").build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest processing(String text) {
        return request("/process")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT);
    }
}
