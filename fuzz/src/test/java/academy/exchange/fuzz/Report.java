package academy.exchange.fuzz;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/**
 * What a run has done so far.
 *
 * @param inputs how many were tried
 * @param read of how many of them anything could be read
 * @param time since the run has begun
 * @param slowest how long the slowest input took
 * @param slowestSize its bytes
 * @param perByte the most bytes allocated per byte of input, beyond the fixed part
 * @param perByteCall by what
 * @param share the most that was allocated of what is allowed; up to {@link Allowance#FACTOR} is no finding
 * @param shareCall by what
 */
record Report(
        long inputs,
        long read,
        Duration time,
        Duration slowest,
        int slowestSize,
        double perByte,
        String perByteCall,
        double share,
        String shareCall) {

    static Report load(Path file) {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Report(
                Long.parseLong(values.getProperty("inputs")),
                Long.parseLong(values.getProperty("read")),
                Duration.parse(values.getProperty("time")),
                Duration.parse(values.getProperty("slowest")),
                Integer.parseInt(values.getProperty("slowestSize")),
                Double.parseDouble(values.getProperty("perByte")),
                values.getProperty("perByteCall"),
                Double.parseDouble(values.getProperty("share")),
                values.getProperty("shareCall"));
    }

    /** At once, so that nobody reads half of it. */
    void store(Path file) {
        Properties values = new Properties();
        values.setProperty("inputs", Long.toString(inputs));
        values.setProperty("read", Long.toString(read));
        values.setProperty("time", time.toString());
        values.setProperty("slowest", slowest.toString());
        values.setProperty("slowestSize", Integer.toString(slowestSize));
        values.setProperty("perByte", Double.toString(perByte));
        values.setProperty("perByteCall", perByteCall);
        values.setProperty("share", Double.toString(share));
        values.setProperty("shareCall", shareCall);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (Writer writer = Files.newBufferedWriter(part)) {
                values.store(writer, null);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In one line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d inputs in %d s, %d of them readable; at most %.1f bytes allocated per byte (%s) and %.0f%% of the limit"
                        + " (%s); slowest input %d ms for %d bytes",
                inputs,
                time.toSeconds(),
                read,
                perByte,
                perByteCall,
                100 * share,
                shareCall,
                slowest.toMillis(),
                slowestSize);
    }
}
