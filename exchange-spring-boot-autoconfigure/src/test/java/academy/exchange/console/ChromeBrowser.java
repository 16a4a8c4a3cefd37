package academy.exchange.console;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

/**
 * A real browser without a window, in a profile of its own. It is spoken to by the DevTools protocol, which needs no driver.
 * Closing it ends it with all its processes.
 */
final class ChromeBrowser implements AutoCloseable {

    /** Names a browser that is to be taken, before those on the path. */
    static final String VARIABLE = "EXCHANGE_TEST_BROWSER";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    private ChromeBrowser(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** The first that says its version. What is merely a stub that asks for another package does not. */
    static Optional<Path> find() {
        Optional<String> named = Optional.ofNullable(System.getenv(VARIABLE)).filter(name -> !name.isBlank());
        if (named.isPresent()) {
            return named.map(Path::of);
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return NAMES.stream()
                .flatMap(name -> Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .filter(ChromeBrowser::saysItsVersion)
                .findFirst();
    }

    static ChromeBrowser start(Path program) throws IOException {
        Path directory = Files.createTempDirectory("exchange-browser");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless=new",
                // Its sandbox needs rights that neither root nor a container has; it is shown our own pages only.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-sync",
                "--disable-component-update",
                "--disable-background-networking",
                "--disable-breakpad",
                "--no-default-browser-check",
                "--no-first-run",
                "--no-proxy-server",
                "--hide-scrollbars",
                "--remote-debugging-address=127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + directory.resolve("profile"),
                "about:blank"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        // A JVM that is ended before the test takes the browser along.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> all(process).forEach(ProcessHandle::destroyForcibly)));
        ChromeBrowser browser = new ChromeBrowser(directory, process);
        try {
            browser.awaitPort();
            return browser;
        } catch (Throwable failed) {
            browser.close();
            throw failed;
        }
    }

    /** A tab that shows this address. */
    ChromePage open(String url) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/json/new"))
                    .timeout(LIMIT)
                    .PUT(HttpRequest.BodyPublishers.noBody())
                    .build();
            String answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            String socket = requireNonNull(JsonMapper.shared().readTree(answer))
                    .get("webSocketDebuggerUrl")
                    .asString();
            return ChromePage.open(http, URI.create(socket), url);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = all(process);
        all.forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
        // What a process that ends writes yet may be in the way of the first try.
        await().atMost(LIMIT).ignoreExceptions().until(this::isDeleted);
    }

    private static List<ProcessHandle> all(Process process) {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
    }

    private void awaitPort() {
        await().atMost(LIMIT).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "The browser has ended: " + Files.readString(directory.resolve("output")));
            }
            return Files.exists(portFile()) && Files.readAllLines(portFile()).size() >= 2;
        });
    }

    private int port() throws IOException {
        return Integer.parseInt(Files.readAllLines(portFile()).get(0));
    }

    private Path portFile() {
        return directory.resolve("profile").resolve("DevToolsActivePort");
    }

    private boolean isDeleted() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
        return true;
    }

    private static boolean saysItsVersion(Path program) {
        try {
            Process asked = new ProcessBuilder(program.toString(), "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = asked.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            asked.destroyForcibly();
            return ended && asked.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
