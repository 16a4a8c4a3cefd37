package academy.samples.peer;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** How this service sees the Python agent: what it may be asked, and what it answers, under the names used there. */
interface Analyst {

    /** The path of its class, under which it is found. */
    String TYPE = "analyst.Analyst";

    CompletableFuture<Findings> examine(String meter);

    /**
     * What it says of a meter.
     *
     * @param usual the litres of a usual day
     * @param unusual the days that were far from it, with their litres
     */
    record Findings(double usual, SortedMap<LocalDate, Integer> unusual) {}
}
