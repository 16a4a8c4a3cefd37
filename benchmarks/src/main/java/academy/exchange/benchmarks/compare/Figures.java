package academy.exchange.benchmarks.compare;

import java.util.List;

/** All that can be measured. */
final class Figures {

    private Figures() {}

    static List<Figure> all() {
        return List.of(
                new SendSync(),
                new SendConcurrently(),
                new SendBulk(),
                new Consume(),
                new AskLatency(),
                new AskThroughput(),
                new QueueThroughput(),
                new LatencyIdle(),
                new Fairness(),
                new ManyMailboxes(),
                new Discover(),
                new Terminate(),
                new MemoryPerMessage(),
                new GrowthOfMailboxes(),
                new GrowthOfCallers());
    }

    /**
     * Those with a line of one of these names, or if there is none, with one that begins so.
     *
     * @param names none for all
     * @throws IllegalArgumentException if a name leads to none
     */
    static List<Figure> named(List<Figure> all, List<String> names) {
        if (names.isEmpty()) {
            return all;
        }
        names.forEach(name -> {
            if (all.stream().noneMatch(figure -> has(figure, name))) {
                throw new IllegalArgumentException("There is no figure " + name + "; there are "
                        + all.stream()
                                .flatMap(figure -> figure.lines().stream())
                                .map(Line::name)
                                .toList());
            }
        });
        return all.stream()
                .filter(figure -> names.stream().anyMatch(name -> has(figure, name)))
                .toList();
    }

    private static boolean has(Figure figure, String name) {
        return figure.lines().stream().anyMatch(line -> line.name().startsWith(name));
    }
}
