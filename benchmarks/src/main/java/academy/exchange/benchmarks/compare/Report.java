package academy.exchange.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was measured, and writes a page of it with pictures. */
final class Report {

    static final String PAGE = "comparison.md";

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
        Path unused = Files.createDirectories(directory);
        unused = Files.writeString(directory.resolve(PAGE), page());
        unused = Files.writeString(directory.resolve("ratios.svg"), RatioChart.of(readings));
        for (Curve curve : curves) {
            unused = Files.writeString(directory.resolve(curve.name() + ".svg"), CurveChart.of(curve));
        }
    }

    private String page() {
        StringBuilder page = new StringBuilder("# Comparison\n\n");
        Conditions.of(options).forEach(line -> page.append("- ").append(line).append('\n'));
        page.append("\nMedians of all rounds, in brackets the least and the most. A ratio is the median of those of the"
                + " rounds.\n\n![Ratios](ratios.svg)\n\n");
        page.append("| Figure | Unit | Ours | Compared with | Baseline | Ratio | Target | |\n");
        page.append("|---|---|---|---|---|---|---|---|\n");
        readings.forEach(reading -> page.append(row(reading)).append('\n'));
        page.append('\n');
        for (Curve curve : curves) {
            page.append("![")
                    .append(curve.name())
                    .append("](")
                    .append(curve.name())
                    .append(".svg)\n");
        }
        if (!remarks.isEmpty()) {
            page.append("\n## Remarks\n\n");
            remarks.forEach(remark -> page.append("- ").append(remark).append('\n'));
        }
        return page.toString();
    }

    private static String row(Reading reading) {
        Line line = reading.line();
        if (reading instanceof Reading.Compared compared) {
            return row(
                    line,
                    spread(compared.ours()),
                    spread(compared.baseline()),
                    Table.ratio(compared.ratio().median()) + " ("
                            + Table.ratio(compared.ratio().min()) + " to "
                            + Table.ratio(compared.ratio().max()) + ")",
                    compared.verdict());
        }
        if (reading instanceof Reading.Counted counted) {
            return row(line, spread(counted.ours()), "", "", counted.verdict());
        }
        Reading.Unmeasured unmeasured = (Reading.Unmeasured) reading;
        return row(line, "", "", "", unmeasured.verdict() + ": " + unmeasured.reason());
    }

    private static String row(Line line, String ours, String baseline, String ratio, String verdict) {
        List<String> cells = List.of(
                line.name(),
                line.unit(),
                ours,
                line.baseline(),
                baseline,
                ratio,
                line.target().toString(),
                verdict.replace("|", "\\|"));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String spread(Spread spread) {
        return spread.min() == spread.max()
                ? Table.number(spread.median())
                : Table.number(spread.median()) + " (" + Table.number(spread.min()) + " to "
                        + Table.number(spread.max()) + ")";
    }
}
