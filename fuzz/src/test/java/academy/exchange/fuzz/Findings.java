package academy.exchange.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Inputs that have broken a promise, each a file that can be tried again and kept as a regression. */
final class Findings {

    private final Target target;
    private final Path directory;

    Findings(Target target, Path directory) {
        this.target = target;
        this.directory = directory;
    }

    void keep(byte[] subject, Finding finding) {
        Path file = directory.resolve(target.label() + "-" + digest(subject) + ".bin");
        try {
            Files.createDirectories(directory);
            Files.write(file, subject);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.err.println("FINDING: " + finding.getMessage());
        System.err.println("The input lies in " + file + ", " + subject.length + " bytes. Try it again with");
        System.err.println("  mvn -Pfuzz -pl fuzz -am test -Dtest=ReplayTest -Dsurefire.failIfNoSpecifiedTests=false"
                + " -D" + ReplayTest.INPUT + "=" + file.toAbsolutePath());
        System.err.println("and once it is understood keep it in fuzz/src/test/resources/regressions.");
    }

    private static String digest(byte[] subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(subject);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
