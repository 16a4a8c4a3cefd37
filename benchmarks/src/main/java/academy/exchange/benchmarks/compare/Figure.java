package academy.exchange.benchmarks.compare;

import java.util.List;

/** Something that is measured; what is measured in one go may give several lines. */
interface Figure {

    /** What it reports. */
    List<Line> lines();

    /**
     * Measures it.
     *
     * @return a reading for each of the lines
     * @throws Exception if it cannot be measured; the other figures are measured all the same
     */
    List<Reading> measure(Bench bench) throws Exception;
}
