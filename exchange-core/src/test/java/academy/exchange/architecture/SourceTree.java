package academy.exchange.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of the whole project: those that git knows, or, where there is no git, all but what a build leaves. */
final class SourceTree {

    private static final Set<String> NOT_OURS = Set.of(".git", ".idea", ".vscode", ".settings", "target");

    static final Path ROOT = root();

    private SourceTree() {}

    /** Relative to {@link #ROOT}. */
    static List<Path> files() {
        List<Path> known = knownToGit();
        return known.isEmpty() ? walked() : known;
    }

    static List<Path> javaFiles(String sourceSet) {
        return files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> separated(file).contains("src/" + sourceSet + "/java/"))
                .toList();
    }

    /** In Latin-1, in which every file is a text. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(ROOT.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With slashes, whatever the system separates names by. */
    static String separated(Path file) {
        return file.toString().replace('\\', '/');
    }

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("exchange-core/pom.xml"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static List<Path> knownToGit() {
        try {
            Process git = new ProcessBuilder("git", "ls-files", "-z")
                    .directory(ROOT.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (InputStream output = git.getInputStream()) {
                return Stream.of(new String(output.readAllBytes(), StandardCharsets.UTF_8).split("\0"))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of)
                        .filter(file -> Files.isRegularFile(ROOT.resolve(file)))
                        .toList();
            }
        } catch (IOException noGit) {
            return List.of();
        }
    }

    private static List<Path> walked() {
        try (Stream<Path> paths = Files.walk(ROOT)) {
            return paths.filter(Files::isRegularFile)
                    .map(ROOT::relativize)
                    .filter(SourceTree::isOurs)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOurs(Path file) {
        return StreamSupport.stream(file.spliterator(), false).noneMatch(name -> NOT_OURS.contains(name.toString()));
    }
}
