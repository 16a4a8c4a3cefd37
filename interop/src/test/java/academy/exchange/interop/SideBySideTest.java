package academy.exchange.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentHandle;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Java agent and a Python agent asked by the same Python client, and by the same Java client. Rounds take turns, so that
 * what else the machine does hits all alike. By default there are only enough of them to see that every answer is right;
 * {@code -Dinterop.requests=3000 -Dinterop.rounds=7} measures, and prints a table of the medians.
 */
@Timeout(900)
@WithPeers(javaAgents = SideBySideTest.Adder.class)
class SideBySideTest {

    private static final int REQUESTS = Integer.getInteger("interop.requests", 50);
    private static final int ROUNDS = Integer.getInteger("interop.rounds", 2);
    private static final List<Integer> IN_FLIGHT = List.of(1, 16);

    private static final String ASK =
            """
            import time
            to, lasted, wrong, left = handle(uid, request_serializer='json'), [], [], iter(range(requests))

            async def ask():
                for number in left:
                    start = time.perf_counter()
                    if await to.add(number, 1) != number + 1:
                        wrong.append(number)
                    lasted.append(time.perf_counter() - start)

            start = time.perf_counter()
            await asyncio.wait_for(asyncio.gather(*[ask() for _ in range(in_flight)]), 50)
            return {'seconds': time.perf_counter() - start, 'lasted': lasted, 'wrong': wrong}
            """;

    private final PythonRelease release;
    private final EmbeddedRedis redis;
    private final PythonPeer client;
    private final JavaPeer java;
    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    SideBySideTest(PythonRelease release, EmbeddedRedis redis, PythonPeer client, JavaPeer java) {
        this.release = release;
        this.redis = redis;
        this.client = client;
        this.java = java;
    }

    /**
     * One round.
     *
     * @param perSecond requests answered in a second
     * @param median of the times from question to answer, in milliseconds
     * @param slowest the time in which 99 of 100 were answered, in milliseconds
     */
    private record Round(double perSecond, double median, double slowest) {

        static Round of(double seconds, double[] lasted) {
            assertThat(lasted).hasSize(REQUESTS);
            Arrays.sort(lasted);
            return new Round(REQUESTS / seconds, 1000 * lasted[REQUESTS / 2], 1000 * lasted[(int) (REQUESTS * 0.99)]);
        }
    }

    @Test
    void allAreAnsweredRight() {
        // Each agent has a process of its own, apart from the Python client's.
        try (PythonPeer server = PythonPeer.start(release, redis);
                JavaPeer asker = JavaPeer.start(redis)) {
            String pythonAgent = server.run("from testing import adders\nreturn await launch(adders.Adder())")
                    .asString();
            String javaAgent = java.uid("adder");
            for (int round = 0; round <= ROUNDS; round++) {
                for (int inFlight : IN_FLIGHT) {
                    keep(round, "Python", "Python", inFlight, byPython(pythonAgent, inFlight));
                    keep(round, "Python", "Java", inFlight, byPython(javaAgent, inFlight));
                    keep(round, "Java", "Python", inFlight, byJava(asker.handle(pythonAgent), inFlight));
                    keep(round, "Java", "Java", inFlight, byJava(asker.handle(javaAgent), inFlight));
                }
            }
        }
        assertThat(rounds).hasSize(8).allSatisfy((what, kept) -> assertThat(kept)
                .hasSize(ROUNDS));
        print();
    }

    // The first round warms up.
    private void keep(int round, String asker, String agent, int inFlight, Round result) {
        if (round > 0) {
            rounds.computeIfAbsent(name(asker, agent, inFlight), first -> new ArrayList<>())
                    .add(result);
        }
    }

    private Round byPython(String uid, int inFlight) {
        JsonNode result = client.run(ASK, Map.of("uid", uid, "requests", REQUESTS, "in_flight", inFlight));
        assertThat(result.get("wrong")).isEmpty();
        return Round.of(
                result.get("seconds").asDouble(),
                result.get("lasted")
                        .valueStream()
                        .mapToDouble(JsonNode::asDouble)
                        .toArray());
    }

    private static Round byJava(AgentHandle agent, int inFlight) {
        double[] lasted = new double[REQUESTS];
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        CompletableFuture.allOf(IntStream.range(0, inFlight)
                        .mapToObj(each -> askOn(agent, next, lasted))
                        .toArray(CompletableFuture[]::new))
                .join();
        return Round.of((System.nanoTime() - start) / 1e9, lasted);
    }

    private static CompletableFuture<Void> askOn(AgentHandle agent, AtomicInteger next, double[] lasted) {
        int number = next.getAndIncrement();
        if (number >= REQUESTS) {
            return CompletableFuture.completedFuture(null);
        }
        long start = System.nanoTime();
        return agent.action("add", Integer.class, number, 1).thenComposeAsync(sum -> {
            lasted[number] = (System.nanoTime() - start) / 1e9;
            assertThat(sum).isEqualTo(number + 1);
            return askOn(agent, next, lasted);
        });
    }

    private void print() {
        System.out.println("academy-py " + release.version() + ", " + ROUNDS + " rounds of " + REQUESTS + " requests");
        System.out.println(
                "| client | in flight | Python agent: req/s, median, p99 | Java agent: req/s, median, p99 | ratio |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (String asker : List.of("Python", "Java")) {
            for (int inFlight : IN_FLIGHT) {
                Round python = median(name(asker, "Python", inFlight));
                Round other = median(name(asker, "Java", inFlight));
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %d | %s | %s | %.2f |%n",
                        asker,
                        inFlight,
                        cell(python),
                        cell(other),
                        other.perSecond() / python.perSecond());
            }
        }
    }

    private Round median(String name) {
        List<Round> all = rounds.getOrDefault(name, List.of());
        return new Round(
                median(all.stream().mapToDouble(Round::perSecond).toArray()),
                median(all.stream().mapToDouble(Round::median).toArray()),
                median(all.stream().mapToDouble(Round::slowest).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String cell(Round round) {
        return String.format(Locale.ROOT, "%.0f, %.2f ms, %.2f ms", round.perSecond(), round.median(), round.slowest());
    }

    private static String name(String asker, String agent, int inFlight) {
        return asker + " asks " + agent + ", " + inFlight + " in flight";
    }

    @AgentMailbox(value = "adder", concurrency = "16")
    static class Adder {

        @Action
        int add(int one, int other) {
            return one + other;
        }
    }
}
