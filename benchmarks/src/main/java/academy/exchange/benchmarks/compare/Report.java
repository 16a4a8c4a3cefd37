package academy.exchange.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was measured. */
final class Report {

    private final CompareOptions options;
    private final List<Reading> readings = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Report(CompareOptions options) {
        this.options = options;
    }

    void add(Reading reading) {
        readings.add(reading);
    }

    void add(Curve curve) {
        curves.add(curve);
    }

    void remark(String text) {
        remarks.add(text);
    }

    void write(Path directory) throws IOException {
        throw new IOException("not yet " + options + readings + curves + remarks);
    }
}
