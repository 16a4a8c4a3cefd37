package academy.exchange.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.AgentRegistration;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentOptions;
import academy.exchange.agent.AgentRegistrar;
import academy.exchange.mailbox.MailboxContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Python and Java agents and clients ask each other at random, while questions are cancelled and run out of time, agents
 * are terminated and started again, and connections of the Java side break. In the end every question has ended once,
 * and every Python peer listens still.
 */
@WithPeers
@Timeout(300)
class MixedTrafficTest {

    private static final int EXCHANGES = Integer.getInteger("interop.exchanges", 10_000);
    private static final long SEED = Long.getLong("interop.seed", System.nanoTime());
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int AGENTS = 4;

    private final PythonPeer python;
    private final JavaPeer java;
    private final Random random = new Random(SEED);
    private final AtomicBoolean over = new AtomicBoolean();

    MixedTrafficTest(PythonPeer python, JavaPeer java) {
        this.python = python;
        this.java = java;
    }

    @Test
    void everyQuestionEndsOnceAndEveryPythonPeerListensStill() throws Exception {
        System.out.println("mixed: seed " + SEED + ", academy-py "
                + PythonRelease.current().version());
        List<MailboxContainer> javaAgents = IntStream.range(0, AGENTS)
                .mapToObj(i -> javaAgent("steady-" + i))
                .toList();
        List<MailboxContainer> doomedJava = IntStream.range(0, AGENTS)
                .mapToObj(i -> javaAgent("doomed-" + i))
                .toList();
        List<String> pythonAgents = launch(AGENTS);
        List<String> doomedPython = launch(AGENTS);

        CompletableFuture<JsonNode> fromPython = python.begin(
                """
                from testing import traffic
                kept.askers = [
                    traffic.Asker(await factory.create_user_client(), seed + i, targets, doomed) for i in range(2)
                ]
                return await asyncio.gather(*(asker.run(questions, 20) for asker in kept.askers))
                """,
                Map.of(
                        "seed",
                        SEED,
                        "targets",
                        Stream.concat(uids(javaAgents), pythonAgents.stream()).toList(),
                        "doomed",
                        uids(doomedJava).toList(),
                        "questions",
                        EXCHANGES / 4));
        JavaAsker asker = new JavaAsker(
                java.exchange(),
                SEED,
                Stream.of(uids(javaAgents), uids(doomedJava), pythonAgents.stream(), doomedPython.stream())
                        .flatMap(uids -> uids)
                        .toList());
        FutureTask<Void> trouble = new FutureTask<>(() -> makeTrouble(doomedJava, new ArrayList<>(doomedPython)), null);
        new Thread(trouble, "trouble").start();
        Map<String, Integer> javaEnds = asker.run(EXCHANGES / 2, 40);
        JsonNode pythonEnds = fromPython.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        over.set(true);
        // Trouble that failed half-way would have shown nothing.
        trouble.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        System.out.println("mixed: asked by Java " + javaEnds);
        System.out.println("mixed: asked by Python " + pythonEnds);
        assertThat(javaEnds.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(EXCHANGES / 2);
        assertThat(javaEnds.keySet()).isSubsetOf(JavaAsker.ENDS);
        for (JsonNode ends : pythonEnds) {
            assertThat(ends.valueStream().mapToInt(JsonNode::asInt).sum()).isEqualTo(EXCHANGES / 4);
            assertThat(ends.propertyNames()).isSubsetOf(JavaAsker.ENDS);
        }
        everyoneListens(uids(javaAgents).toList(), pythonAgents);
    }

    private void everyoneListens(List<String> javaAgents, List<String> pythonAgents) throws InterruptedException {
        for (String each : pythonAgents) {
            assertThat(java.handle(each).call("echo", String.class, LIMIT, "alive"))
                    .isEqualTo("alive");
            assertThat(java.handle(each).ping(LIMIT)).isPositive();
        }
        python.run(
                """
                for asker in kept.askers:
                    assert not asker.client._listener_task.done()
                    for each in asker.handles + [asker.handle(uid) for uid in targets]:
                        await asyncio.wait_for(each.ping(), 20)
                        assert await asyncio.wait_for(each.echo('alive'), 20) == 'alive'
                assert not client._listener_task.done()
                """,
                Map.of(
                        "targets",
                        Stream.concat(javaAgents.stream(), pythonAgents.stream())
                                .toList()));
        assertThat(python.output()).doesNotContain("KeyError", "_listen_for_messages");
    }

    /** Until all questions are asked: ends and starts agents, and breaks connections. */
    private void makeTrouble(List<MailboxContainer> javaAgents, List<String> pythonAgents) {
        Random choice = new Random(SEED + 1);
        for (int i = 0; !over.get(); i++) {
            MailboxContainer agent = javaAgents.get(choice.nextInt(javaAgents.size()));
            AgentId id = (AgentId) agent.status().mailbox().orElseThrow();
            switch (choice.nextInt(4)) {
                case 0 -> java.exchange().terminate(id);
                case 1 -> terminateByPython(id);
                case 2 -> agent.stop();
                default -> {}
            }
            if (i % 20 == 19 && !pythonAgents.isEmpty()) {
                java.exchange().terminate(AgentId.of(pythonAgents.remove(0)));
            }
            agent.stop();
            agent.start();
            if (i % 5 == 0) {
                breakConnections();
            }
            pause(choice.nextInt(100));
        }
    }

    /** Release 0.5.0 of the package fails half-way where a request is answered while it looks for those that are open. */
    private void terminateByPython(AgentId id) {
        python.run(
                """
                try:
                    await client.terminate(AgentId(uid=uuid.UUID(uid)))
                except AttributeError as gone:
                    assert "'NoneType' object has no attribute 'decode'" in str(gone)
                """,
                Map.of("uid", id.uid().toString()));
    }

    /** Breaks some of those over which scripts run, which Python has none of, whatever they are about to tell. */
    private void breakConnections() {
        python.run(
                """
                import random
                redis = client._transport._client
                for each in await redis.client_list():
                    if each['cmd'] == 'evalsha' and random.random() < 0.5:
                        await redis.client_kill_filter(_id=each['id'])
                """);
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    private MailboxContainer javaAgent(String name) {
        AgentRegistrar registrar = java.bean(AgentRegistrar.class);
        AgentOptions options = registrar.defaults();
        return registrar.register(
                name,
                new Worker(),
                AgentRegistration.of(Worker.class).withId(AgentId.random()),
                options.withContainer(options.container()
                                .withConcurrency(1 + random.nextInt(4))
                                .withPollTimeout(Duration.ofMillis(100))
                                .withShutdownTimeout(Duration.ofSeconds(5)))
                        .withCancelsOnShutdown(random.nextBoolean()));
    }

    private List<String> launch(int agents) {
        return python.run(
                        "from testing import traffic\nreturn [await launch(traffic.Worker()) for _ in range(many)]",
                        Map.of("many", agents))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private static Stream<String> uids(List<MailboxContainer> containers) {
        return containers.stream()
                .map(each -> each.status().mailbox().orElseThrow().uid().toString());
    }

    /** Answers at once, late or with an error, as the Python one does. */
    static class Worker {

        @Action
        Object echo(Object value) {
            return value;
        }

        @Action
        Object slow(double seconds, Object value) throws InterruptedException {
            boolean never = new CountDownLatch(1).await((long) (seconds * 1e6), TimeUnit.MICROSECONDS);
            return never ? "" : value;
        }

        @Action
        void fail(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
