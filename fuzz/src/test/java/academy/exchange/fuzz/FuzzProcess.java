package academy.exchange.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jazzer in a process of its own, for one target, all of whose files lie in one directory. */
final class FuzzProcess {

    /** For the start and the end of the process, and the last input. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private static final int SHOWN_LINES = 60;

    /** Jazzer's own checks are for programs that run commands or ask databases. They allocate, even inside the JDK. */
    private static final String UNWANTED_HOOKS = Stream.of(
                    "BigDecimal",
                    "ClojureLangHooks",
                    "Deserialization",
                    "ExpressionLanguageInjection",
                    "FilePathTraversal",
                    "LdapInjection",
                    "NamingContextLookup",
                    "OsCommandInjection",
                    "ReflectiveCall",
                    "RegexInjection",
                    "RegexRoadblocks",
                    "ScriptEngineInjection",
                    "ServerSideRequestForgery",
                    "SqlInjection",
                    "TemplateInjection",
                    "UnsafeSanitizer",
                    "XPathInjection",
                    "XmlParserSsrfGuidance")
            .map(hooks -> "com.code_intelligence.jazzer.sanitizers." + hooks)
            .collect(Collectors.joining(":"));

    private final Target target;
    private final Path directory;

    FuzzProcess(Target target, Path directory) {
        this.target = target;
        this.directory = directory;
    }

    /** How the process ends, by itself or not. */
    int run(Duration duration) throws IOException, InterruptedException {
        Files.deleteIfExists(reportFile());
        Process process = new ProcessBuilder(command(duration, seeds()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        try {
            Duration limit = duration.plus(GRACE);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("The fuzzer of " + target + " does not end; see " + log());
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    Report report() {
        return Report.load(reportFile());
    }

    /** The end of what it has printed. */
    String lastLines() {
        List<String> lines;
        try {
            lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    private Path log() {
        return directory.resolve(target.label() + ".log");
    }

    private Path reportFile() {
        return directory.resolve(target.label() + ".properties");
    }

    /** What earlier runs have found interesting stays there, until the build is cleaned. */
    private Path seeds() throws IOException {
        Path corpus = Files.createDirectories(directory.resolve(target.label() + "-corpus"));
        int number = 0;
        for (byte[] seed : target.seeds()) {
            Files.write(corpus.resolve("seed-" + number++), Target.input(seed));
        }
        return corpus;
    }

    private List<String> command(Duration duration, Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // Of the size that threads of applications have.
                "-Xss1m",
                // Jazzer loads an agent into its own process.
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+EnableDynamicAgentLoading",
                "-D" + Harness.DIRECTORY + "=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.fuzzer().getName(),
                "--instrumentation_includes=academy.exchange.**",
                "--instrumentation_excludes=academy.exchange.fuzz.**",
                "--disabled_hooks=" + UNWANTED_HOOKS,
                "--custom_hook_excludes=**",
                "--mutator_framework=false",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + duration.toSeconds(),
                "-max_len=4096",
                // The heap is limited above, the time of an input by the watchdog.
                "-rss_limit_mb=0",
                "-timeout=600",
                "-print_final_stats=1",
                corpus.toString());
    }
}
