package academy.samples.peer;

import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.springframework.stereotype.Component;

import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;

/**
 * The agent that has the data. Python peers find it by the name of this class. With a fixed id there is one of it
 * whatever becomes of the process, so that they need not tell the living from the dead.
 */
@Component
@AgentMailbox(name = "archive", id = "6d0f6f0e-6c1b-4f0a-9a43-52d1c2a7e001")
class Archive {

    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 60;
    private static final int USUAL_LITRES = 400;
    private static final int SPREAD = 40;

    private final Map<String, SortedMap<LocalDate, Integer>> meters = new TreeMap<>();

    Archive() {
        meters.put("bakery", readings(1, Map.of()));
        meters.put("cellar", readings(2, Map.of(FIRST_DAY.plusDays(40), 1893)));
        meters.put("garden", readings(3, Map.of(FIRST_DAY.plusDays(12), 0, FIRST_DAY.plusDays(13), 0)));
    }

    Set<String> meters() {
        return meters.keySet();
    }

    /**
     * What this meter counted on each day, in litres.
     *
     * @throws IllegalArgumentException if there is no such meter
     */
    @Action
    SortedMap<LocalDate, Integer> readings(String meter) {
        SortedMap<LocalDate, Integer> found = meters.get(meter);
        if (found == null) {
            throw new IllegalArgumentException("There is no meter " + meter + ", only " + meters.keySet());
        }
        return found;
    }

    private static SortedMap<LocalDate, Integer> readings(int seed, Map<LocalDate, Integer> unusual) {
        Random random = new Random(seed);
        SortedMap<LocalDate, Integer> readings = new TreeMap<>();
        for (int day = 0; day < DAYS; day++) {
            readings.put(FIRST_DAY.plusDays(day), USUAL_LITRES - SPREAD + random.nextInt(2 * SPREAD));
        }
        readings.putAll(unusual);
        return readings;
    }
}
