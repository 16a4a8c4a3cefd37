package academy.exchange.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

/** A tab of a {@link ChromeBrowser}. */
final class ChromePage implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private @Nullable WebSocket socket;

    private ChromePage() {}

    static ChromePage open(HttpClient http, URI address, String url) {
        ChromePage page = new ChromePage();
        page.socket = http.newWebSocketBuilder()
                .connectTimeout(LIMIT)
                .buildAsync(address, page.new Ear())
                .join();
        page.call("Page.enable", Map.of());
        page.call("Runtime.enable", Map.of());
        page.call("Log.enable", Map.of());
        page.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 1240, "height", 980, "deviceScaleFactor", 1, "mobile", false));
        page.call("Page.navigate", Map.of("url", url));
        return page;
    }

    /** What this expression of JavaScript is, as text. */
    String text(String expression) {
        return evaluate(expression).asString("");
    }

    /** What this expression of JavaScript is, once it is true to the eye of a test. */
    void awaitTrue(String expression) {
        await().atMost(LIMIT)
                .until(() -> evaluate("Boolean(" + expression + ")").asBoolean(false));
    }

    JsonNode evaluate(String expression) {
        JsonNode answer = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.path("result").path("value");
    }

    /** Presses and lets go a key that has the focus where it is. */
    void press(String key, int code, String text) {
        Map<String, Object> event = Map.of(
                "key", key, "code", key, "windowsVirtualKeyCode", code, "nativeVirtualKeyCode", code, "text", text);
        call("Input.dispatchKeyEvent", merged(event, "type", text.isEmpty() ? "rawKeyDown" : "keyDown"));
        call("Input.dispatchKeyEvent", merged(event, "type", "keyUp"));
    }

    /** How the user wants it, for example {@code prefers-reduced-motion} to be {@code reduce}. */
    void prefer(String feature, String value) {
        call("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    byte[] screenshot() {
        return Base64.getDecoder()
                .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                        .get("data")
                        .asString());
    }

    /** What the browser did not like: failed scripts and requests, breaches of the content security policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        requireNonNull(socket).abort();
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        requireNonNull(socket)
                .sendText(JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .join();
        JsonNode whole = answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        if (whole.has("error")) {
            throw new IllegalStateException(method + ": " + whole.get("error"));
        }
        return whole.get("result");
    }

    private static Map<String, Object> merged(Map<String, Object> some, String name, Object value) {
        Map<String, Object> all = new ConcurrentHashMap<>(some);
        all.put(name, value);
        return all;
    }

    private void heard(JsonNode message) {
        String method = message.path("method").asString("");
        if (message.has("id")) {
            CompletableFuture<JsonNode> waiting = open.remove(message.get("id").asInt());
            if (waiting != null) {
                waiting.complete(message);
            }
        } else if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded")) {
            complaints.add(message.get("params").toString());
        }
    }

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder begun = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            begun.append(part);
            if (last) {
                heard(requireNonNull(JSON.readTree(begun.toString())));
                begun.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            open.values().forEach(waiting -> waiting.completeExceptionally(error));
        }
    }
}
