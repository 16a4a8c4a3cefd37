package academy.exchange.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.lettuce.core.KillArgs;

import academy.exchange.DeliveryMode;

/**
 * Agents under load, and one random fault after the other, for a given time. At its end everything is well again, and what
 * was sent must be accounted for.
 */
final class Soak {

    private static final int AGENTS = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);
    private static final Duration SLEEP = Duration.ofSeconds(1);

    /** The faults that happen, each as likely as the others. */
    private enum Blow {
        KILL_PROCESS,
        END_PROCESS,
        FREEZE_PROCESS,
        CUT_NETWORK,
        BLACKEN_NETWORK,
        KILL_CONNECTIONS,
        FLUSH_SCRIPTS,
        PUT_REDIS_TO_SLEEP,
        RESTART_REDIS,
        KILL_REDIS
    }

    private final DeliveryMode mode;
    private final Random random;
    private final Map<Blow, Integer> blows = new EnumMap<>(Blow.class);

    /** @param seed what all random choices follow from; what happens in between does not */
    Soak(DeliveryMode mode, long seed) {
        this.mode = mode;
        this.random = new Random(seed);
    }

    /** Runs for this time and as long as it takes until all is well, and prints what it counted. */
    List<Verdict> run(Duration time) {
        try (RedisServer redis = RedisServer.start(RedisServer.Keeping.EVERYTHING)) {
            List<SoakedAgent> agents = IntStream.range(0, AGENTS)
                    .mapToObj(each -> SoakedAgent.start(mode, redis))
                    .toList();
            try {
                strikeFor(time, redis, agents);
                return agents.stream()
                        .map(agent -> agent.settle(promise()))
                        .peek(this::print)
                        .toList();
            } finally {
                agents.forEach(SoakedAgent::close);
            }
        }
    }

    private void strikeFor(Duration time, RedisServer redis, List<SoakedAgent> agents) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
            strike(blow, redis, agents.get(random.nextInt(agents.size())));
            blows.merge(blow, 1, Integer::sum);
            Scene.pass(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
        }
        System.out.println("soak " + mode + ": " + blows);
    }

    private void strike(Blow blow, RedisServer redis, SoakedAgent agent) {
        switch (blow) {
            case KILL_PROCESS -> agent.killProcess();
            case END_PROCESS -> agent.endProcess();
            case FREEZE_PROCESS -> agent.freezeProcess(random);
            case CUT_NETWORK -> agent.cutNetwork(random);
            case BLACKEN_NETWORK -> agent.blackenNetwork(random);
            case KILL_CONNECTIONS ->
                redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme(true));
            case FLUSH_SCRIPTS -> redis.commands().scriptFlush();
            case PUT_REDIS_TO_SLEEP -> {
                redis.stall(SLEEP);
                Scene.pass(SLEEP);
            }
            case RESTART_REDIS -> {
                redis.terminate();
                redis.startAgain();
            }
            case KILL_REDIS -> {
                redis.kill();
                redis.startAgain();
            }
        }
    }

    /** Each blow costs each of an agent's two consumers one message at most, and its asker one answer. */
    private Promise promise() {
        int all = blows.values().stream().mapToInt(Integer::intValue).sum();
        return switch (mode) {
            case AT_MOST_ONCE -> Promise.lost(2 * all).unanswered(3 * all);
            case AT_LEAST_ONCE -> Promise.duplicated(2 * all).unanswered(all);
        };
    }

    private void print(Verdict verdict) {
        System.out.println("soak " + mode + ": " + verdict);
    }
}
