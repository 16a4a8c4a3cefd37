package academy.exchange.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.Exchange;
import academy.exchange.Mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Very many requests to one agent that delivers at least once. All the time one of its processes after the other is killed,
 * and three times Redis is: whatever the sender knows to have arrived must be handled and answered, nothing be answered in
 * two ways, and nothing be left over.
 */
final class Million {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final int RESTARTS = 3;

    private final MillionOrders orders;
    private final Random random;
    private final Tally tally;
    private int kills;
    private int restarts;
    private Duration away = Duration.ZERO;

    Million(MillionOrders orders) {
        this.orders = orders;
        this.random = new Random(orders.seed());
        this.tally = new Tally(orders.messages());
    }

    /** Arguments: how many messages, seed, interval between kills, how long Redis remembers, both as {@code PT2S}. */
    public static void main(String[] arguments) {
        MillionVerdict verdict = new Million(MillionOrders.parse(arguments)).run();
        if (!verdict.isKept()) {
            throw new IllegalStateException("This is not at least once: " + verdict);
        }
    }

    /** Shows it, prints the table, and waits until nothing is left of it in Redis. */
    MillionVerdict run() {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING);
                Exchange exchange = MillionReader.connect(redis.port(), orders.memory())) {
            AgentId agent = exchange.registerAgent(AgentRegistration.of(Million.class));
            Duration time = show(redis, exchange, agent);
            MillionVerdict verdict = tally.verdict();
            print(verdict, time);
            Limbo limbo = new Limbo(redis);
            Duration later = orders.forgetting() ? Duration.ZERO : orders.memory();
            await("nothing is left in Redis")
                    .atMost(orders.memory().plus(PATIENCE))
                    .pollInterval(POLL)
                    .untilAsserted(() -> assertThat(limbo.keys(later)).isEmpty());
            assertThat(limbo.open(agent)).as("open requests").isEmpty();
            assertThat(exchange.stats(agent).completed()).as("completed").isEqualTo(verdict.answered());
            return verdict;
        }
    }

    private Duration show(RedisServer redis, Exchange exchange, AgentId agent) {
        try (MillionReaders readers = MillionReaders.start(redis.port(), agent, orders.memory());
                MillionAsker asker = MillionAsker.start(exchange, agent, orders.messages(), tally)) {
            long begun = System.nanoTime();
            strike(redis, readers, asker);
            Duration time = Duration.ofNanos(System.nanoTime() - begun);
            Limbo limbo = new Limbo(redis);
            await("nobody holds anything")
                    .atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> limbo.isEmpty(agent) && limbo.isEmpty(asker.client()));
            readers.end();
            awaitEndOfLeases(exchange, agent, limbo);
            readers.tell(tally);
            return time;
        }
    }

    /** Those of the dead are struck out by whoever reads, and nothing is left for it. */
    private static void awaitEndOfLeases(Exchange exchange, AgentId agent, Limbo limbo) {
        try (Mailbox last = exchange.getMailbox(agent, MillionReader.delivery())) {
            await("nobody else has a lease").atMost(PATIENCE).pollInterval(POLL).until(() -> {
                assertThat(last.take(1, Duration.ZERO)).isEmpty();
                return limbo.readers(agent) == 1;
            });
        }
    }

    /** Until all are answered. */
    private void strike(RedisServer redis, MillionReaders readers, MillionAsker asker) {
        long lastProgress = System.nanoTime();
        long lastKill = System.nanoTime();
        int answered = 0;
        while (asker.isSending() || !tally.areAllAnswered()) {
            long now = System.nanoTime();
            if (now - lastKill > orders.interval().toNanos() && readers.killOne(random)) {
                kills++;
                lastKill = now;
            }
            if (restarts < RESTARTS && tally.answered() >= (restarts + 1L) * orders.messages() / (RESTARTS + 1)) {
                restart(redis);
            }
            if (tally.answered() > answered) {
                answered = tally.answered();
                lastProgress = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - lastProgress))
                    .as("time without any answer, after " + answered)
                    .isLessThan(PATIENCE);
            Scene.pass(TICK);
        }
    }

    /** Every second time in order. */
    private void restart(RedisServer redis) {
        long begun = System.nanoTime();
        if (restarts % 2 == 0) {
            redis.kill();
        } else {
            redis.terminate();
        }
        redis.startAgain();
        away = away.plus(Duration.ofNanos(System.nanoTime() - begun));
        restarts++;
    }

    private void print(MillionVerdict verdict, Duration time) {
        Map<String, Object> rows = verdict.rows();
        rows.put("processes killed", kills);
        rows.put("Redis killed or ended, and started again", restarts);
        rows.put("  seconds without Redis", away.toMillis() / 1_000.0);
        rows.put("seconds until all were answered", time.toMillis() / 1_000.0);
        rows.put("answered in a second", verdict.answered() * 1_000L / Math.max(time.toMillis(), 1));
        rows.put("seed", orders.seed());
        StringBuilder table = new StringBuilder("At least once, a process killed every " + orders.interval() + "\n");
        rows.forEach((name, value) -> table.append(String.format(Locale.ROOT, "  %-42s %12s%n", name, value)));
        System.out.print(table);
    }
}
