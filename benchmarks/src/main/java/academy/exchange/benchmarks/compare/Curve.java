package academy.exchange.benchmarks.compare;

import java.util.List;

/**
 * How a figure changes with another.
 *
 * @param name becomes the name of a file
 * @param across what goes from left to right
 * @param unit of what goes up
 */
record Curve(String name, String across, String unit, List<Point> points) {

    record Point(double at, double value) {}
}
