package academy.exchange.benchmarks.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import academy.exchange.embedded.EmbeddedRedis;

/** Measures one figure after the other and prints each as soon as it is there. */
public final class Compare {

    private final CompareOptions options;
    private final PrintStream lines;
    private final PrintStream remarks;
    private final Report report;

    private Compare(CompareOptions options, PrintStream lines, PrintStream remarks) {
        this.options = options;
        this.lines = lines;
        this.remarks = remarks;
        this.report = new Report(options);
    }

    /**
     * Runs the program, with a Redis of its own: some minutes with {@code --quick}, very many without.
     *
     * @param lines where a line for each figure goes
     * @param remarks where everything else goes
     * @throws IllegalArgumentException if the arguments make no sense
     */
    public static void run(String[] arguments, PrintStream lines, PrintStream remarks) {
        new Compare(CompareOptions.parse(arguments), lines, remarks).run(Figures.all());
    }

    private void run(List<Figure> all) {
        List<Figure> wanted = Figures.named(all, options.only());
        for (Figure figure : wanted) {
            Stopwatch watch = new Stopwatch();
            for (Reading reading : measure(figure)) {
                report.add(reading);
                lines.println(Table.line(reading));
                lines.flush();
            }
            remarks.println("# (" + Table.number(Math.rint(watch.seconds())) + " s)");
        }
        options.report().ifPresent(directory -> {
            try {
                report.write(directory);
                remarks.println("The report is in " + directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Each figure has a Redis of its own: what one leaves behind is not another's load. */
    private List<Reading> measure(Figure figure) {
        try (EmbeddedRedis redis = EmbeddedRedis.start("--maxclients", "30000");
                Bench bench = new Bench(options, redis, this::remark, report::add)) {
            return figure.measure(bench);
        } catch (Exception | Error failure) {
            List<Reading> failed = new ArrayList<>();
            figure.lines().forEach(line -> failed.add(Reading.Unmeasured.failed(line, failure)));
            return failed;
        }
    }

    private void remark(String text) {
        remarks.println("# " + text);
        report.remark(text);
    }
}
