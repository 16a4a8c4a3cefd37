package academy.exchange.benchmarks.compare;

import java.util.List;

/** A line from point to point. What goes from left to right is placed evenly, as it usually doubles or so from one to the next. */
final class CurveChart {

    private static final int WIDTH = 600;
    private static final int HEIGHT = 300;
    private static final int LEFT = 90;
    private static final int RIGHT = 570;
    private static final int TOP = 30;
    private static final int BOTTOM = 250;
    private static final int MARKS = 4;
    private static final String COLOUR = "#2b7bba";

    private CurveChart() {}

    static String of(Curve curve) {
        List<Curve.Point> points = curve.points();
        double most = points.stream().mapToDouble(Curve.Point::value).max().orElse(1);
        Svg svg = new Svg(WIDTH, HEIGHT);
        svg.text(LEFT, TOP - 12, "start", curve.name() + ", " + curve.unit());
        for (int mark = 0; mark <= MARKS; mark++) {
            double y = BOTTOM - (BOTTOM - TOP) * (double) mark / MARKS;
            svg.line(LEFT, y, RIGHT, y, "#dddddd");
            svg.text(LEFT - 8, y + 4, "end", Table.number(Math.rint(most * mark / MARKS)));
        }
        for (int i = 0; i < points.size(); i++) {
            double x = x(i, points.size());
            double y = y(points.get(i), most);
            if (i > 0) {
                svg.line(x(i - 1, points.size()), y(points.get(i - 1), most), x, y, COLOUR);
            }
            svg.dot(x, y, COLOUR);
            svg.text(x, BOTTOM + 18, "middle", Table.number(points.get(i).at()));
        }
        svg.text((LEFT + RIGHT) / 2.0, BOTTOM + 38, "middle", curve.across());
        return svg.toString();
    }

    private static double x(int index, int count) {
        return LEFT + 20 + (RIGHT - LEFT - 40) * (double) index / Math.max(1, count - 1);
    }

    private static double y(Curve.Point point, double most) {
        return BOTTOM - (BOTTOM - TOP) * point.value() / most;
    }
}
