package academy.exchange.benchmarks.compare;

import java.util.List;

import academy.exchange.DeliveryOptions;

/** How fast what waits in a mailbox is handled, when handling it takes no time. */
final class Consume implements Figure {

    private static final int COUNT = 100_000;

    private static final Line BATCHES =
            Line.atLeast("consume", "messages/s", 0.7, "BLPOP, then LPOP of 256, and Jackson");
    private static final Line ONE_BY_ONE =
            Line.atLeast("consume-vs-one-by-one", "messages/s", 5, "BLPOP of each, and Jackson");
    private static final Line AT_LEAST_ONCE =
            Line.atLeast("consume-at-least-once", "messages/s", 10, "BLMOVE of each, Jackson, LREM");
    private static final Line AT_MOST_ONCE =
            Line.atLeast("at-least-once-vs-at-most-once", "messages/s", 0.8, "ours at most once");

    @Override
    public List<Line> lines() {
        return List.of(BATCHES, ONE_BY_ONE, AT_LEAST_ONCE, AT_MOST_ONCE);
    }

    /** The slow ones get a tenth of the messages, which changes nothing about their rate. */
    @Override
    public List<Reading> measure(Bench bench) throws Exception {
        Consumption consumption = new Consumption(bench);
        int many = bench.scaled(COUNT);
        int few = Math.max(many / 10, 2_000);
        List<List<Double>> rates = bench.rounds()
                .interleave(List.of(
                        () -> consumption.ours(many, DeliveryOptions.atMostOnce()),
                        () -> consumption.inBatches(many),
                        () -> consumption.oneByOne(few),
                        () -> consumption.ours(many, DeliveryOptions.atLeastOnce()),
                        () -> consumption.movedOneByOne(few)));
        return List.of(
                new Reading.Compared(BATCHES, Rounds.pairs(rates.get(0), rates.get(1))),
                new Reading.Compared(ONE_BY_ONE, Rounds.pairs(rates.get(0), rates.get(2))),
                new Reading.Compared(AT_LEAST_ONCE, Rounds.pairs(rates.get(3), rates.get(4))),
                new Reading.Compared(AT_MOST_ONCE, Rounds.pairs(rates.get(3), rates.get(0))));
    }
}
