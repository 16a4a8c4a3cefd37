package academy.exchange.benchmarks.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** Under which conditions it was measured, and how to do so again. */
final class Conditions {

    private Conditions() {}

    static List<String> of(CompareOptions options) {
        return List.of(
                "Command: `" + command(options) + "`",
                "Machine: " + Runtime.getRuntime().availableProcessors() + " cores, "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                        + "; programs, Redis and whoever else runs there share them",
                "Java: " + System.getProperty("java.vm.name") + " " + System.getProperty("java.version") + ", heap of "
                        + Runtime.getRuntime().maxMemory() / 1_000_000 + " MB at the most",
                "Redis: the one that exchange-embedded-redis starts, on 127.0.0.1, nothing kept on disk, a new one for each"
                        + " figure",
                "Beside: " + versions());
    }

    private static String versions() {
        Properties versions = new Properties();
        try (InputStream content = Conditions.class.getResourceAsStream("versions.properties")) {
            if (content != null) {
                versions.load(content);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return versions.stringPropertyNames().stream()
                .sorted()
                .map(name -> name + " " + versions.getProperty(name))
                .collect(Collectors.joining(", "));
    }

    private static String command(CompareOptions options) {
        List<String> words = new ArrayList<>(List.of("java -jar benchmarks/target/benchmarks.jar compare"));
        if (options.quick()) {
            words.add("--quick");
        }
        options.only().forEach(name -> words.add("--only " + name));
        options.rounds().ifPresent(rounds -> words.add("--rounds " + rounds));
        options.mailboxes().ifPresent(mailboxes -> words.add("--mailboxes " + mailboxes));
        words.add("--report DIRECTORY");
        return String.join(" ", words);
    }
}
