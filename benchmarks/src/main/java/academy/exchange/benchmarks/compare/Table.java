package academy.exchange.benchmarks.compare;

import java.util.Locale;

/** How a reading looks: on a line of the output, its columns separated by tabs, and in a report. */
final class Table {

    private Table() {}

    static String line(Reading reading) {
        Line line = reading.line();
        if (reading instanceof Reading.Compared compared) {
            return join(
                    line.name(),
                    number(compared.ours().median()),
                    number(compared.baseline().median()),
                    ratio(compared.ratio().median()),
                    line.target().toString(),
                    compared.verdict());
        }
        if (reading instanceof Reading.Counted counted) {
            return join(
                    line.name(),
                    number(counted.ours().median()),
                    "-",
                    "-",
                    line.target().toString(),
                    counted.verdict());
        }
        Reading.Unmeasured unmeasured = (Reading.Unmeasured) reading;
        return join(line.name(), unmeasured.verdict(), unmeasured.reason());
    }

    /** As many digits as tell something. */
    static String number(double value) {
        int decimals = value >= 1000 || value == Math.rint(value) ? 0 : value >= 10 ? 1 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.2f" : "%.3f", value);
    }

    private static String join(String... columns) {
        return String.join("\t", columns);
    }
}
