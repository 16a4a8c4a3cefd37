package academy.exchange.benchmarks.compare;

import java.util.List;

/**
 * A bar for each figure that says how its ratio stands to its target: to the right of the middle it is better, each mark by a
 * factor of two.
 */
final class RatioChart {

    private static final int WIDTH = 920;
    private static final int ROW = 22;
    private static final int TOP = 40;
    private static final int MIDDLE = 600;
    private static final double DOUBLE = 60;
    private static final double MOST = 4.5;

    private static final String GOOD = "#2b7bba";
    private static final String BAD = "#c8553d";
    private static final String GREY = "#999999";

    private RatioChart() {}

    static String of(List<Reading> readings) {
        List<Reading.Compared> compared = readings.stream()
                .filter(Reading.Compared.class::isInstance)
                .map(Reading.Compared.class::cast)
                .toList();
        int height = TOP + ROW * compared.size() + 20;
        Svg svg = new Svg(WIDTH, height);
        for (int doubles = -4; doubles <= 4; doubles++) {
            double x = MIDDLE + doubles * DOUBLE;
            svg.line(x, TOP - 6, x, height - 14, doubles == 0 ? "#222222" : "#dddddd");
            svg.text(x, TOP - 12, "middle", doubles == 0 ? "target" : "× " + Table.ratio(Math.pow(2, doubles)));
        }
        for (int i = 0; i < compared.size(); i++) {
            bar(svg, compared.get(i), TOP + i * ROW);
        }
        return svg.toString();
    }

    private static void bar(Svg svg, Reading.Compared reading, double y) {
        Target target = reading.line().target();
        double ratio = reading.ratio().median();
        double better = target instanceof Target.AtLeast ? ratio / target.limit() : target.limit() / ratio;
        double length = Math.max(-MOST, Math.min(MOST, Math.log(better) / Math.log(2))) * DOUBLE;
        String name = reading.line().name();
        svg.text(8, y + 14, "start", name);
        svg.text(310, y + 14, "end", Table.ratio(ratio) + " (" + target + ")");
        svg.rectangle(
                Math.min(MIDDLE, MIDDLE + length),
                y + 3,
                Math.max(1, Math.abs(length)),
                ROW - 7,
                Double.isNaN(length) ? GREY : reading.verdict().equals("ok") ? GOOD : BAD);
    }
}
