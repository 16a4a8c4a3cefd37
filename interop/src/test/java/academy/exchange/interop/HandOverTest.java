package academy.exchange.interop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import academy.exchange.AgentId;
import academy.exchange.MailboxStats;
import academy.exchange.MailboxStatus;
import academy.exchange.agent.Action;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.embedded.EmbeddedRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A mailbox with a fixed id that is served by a Java agent, then by a Python agent, then by a Java agent again. */
@WithPeers
class HandOverTest {

    private static final String ID = "3f0d1c52-6a57-4c0e-9b57-1d0a4d3b7e10";
    private static final AgentId AGENT = AgentId.of(ID);
    private static final String PYTHON_TYPE = "testing.traffic.Worker";
    private static final Duration LIMIT = Duration.ofSeconds(50);
    private static final int EACH = 20;

    private final EmbeddedRedis redis;
    private final PythonPeer python;
    private final JavaPeer java;

    HandOverTest(EmbeddedRedis redis, PythonPeer python, JavaPeer java) {
        this.redis = redis;
        this.python = python;
        this.java = java;
    }

    @Test
    void whatComesWhileNobodyServesIsAnsweredOnceByWhoeverTakesOver() {
        serveByJava(() -> new Questions("first"));
        Questions forPython = new Questions("second");
        assertThat(java.exchange().discover(PYTHON_TYPE)).as("nobody serves").containsExactly(AGENT);

        launchPython();
        forPython.areAnswered();
        assertThat(counted()).containsAllEntriesOf(forPython.countedOnce());
        assertDiscovered();
        assertThat(java.exchange().stats(AGENT).queued()).isZero();

        stopPython();
        assertThat(java.exchange().status(AGENT)).isEqualTo(MailboxStatus.ACTIVE);
        Questions forJava = new Questions("third");
        Map<String, Integer> counts = serveByJava(() -> {
            forJava.areAnswered();
            assertDiscovered();
            return new Questions("fourth");
        });

        assertThat(counts).containsAllEntriesOf(forJava.countedOnce()).hasSize(4 * EACH);
        MailboxStats stats = java.exchange().stats(AGENT);
        assertThat(stats.queued()).isZero();
        assertThat(stats.completed()).isGreaterThanOrEqualTo(4L * EACH);
        assertThat(python.output()).doesNotContain("Response received without corresponding request", "KeyError");
    }

    @Test
    void signsOfLifeGoOnWithWhoeverServes() {
        serveByJava(() -> new Questions("alive"));
        Instant before = java.exchange().now();
        launchPython();

        await().until(() -> java.exchange()
                .now()
                .minus(java.exchange().heartbeatAge(AGENT).orElseThrow())
                .isAfter(before));

        stopPython();
    }

    /** Serves until what is asked in the meantime is answered. Returns how often each question was worked on. */
    private Map<String, Integer> serveByJava(Supplier<Questions> meanwhile) {
        try (JavaPeer owner = JavaPeer.start(redis, Owner.class)) {
            Questions questions = meanwhile.get();
            questions.areAnswered();
            Map<String, Integer> counts = Map.copyOf(owner.bean(Owner.class).runs);
            assertThat(counts).containsAllEntriesOf(questions.countedOnce());
            return counts;
        }
    }

    private void launchPython() {
        python.run(
                "from testing import traffic\nawait launch(traffic.Worker(), uid=uid, terminate_on_success=False)",
                Map.of("uid", ID));
    }

    private void stopPython() {
        python.run("await handle(uid).shutdown()\nawait asyncio.wait_for(peer.runs[uid], 10)", Map.of("uid", ID));
    }

    private Map<String, Integer> counted() {
        Map<String, Integer> counts = new ConcurrentHashMap<>();
        python.run("return await handle(uid, request_serializer='json').counted()", Map.of("uid", ID))
                .propertyStream()
                .forEach(each -> counts.put(each.getKey(), each.getValue().asInt()));
        return counts;
    }

    /** The types stay those that the Java agent was registered with: a Python agent that takes over writes none. */
    private void assertDiscovered() {
        assertThat(java.exchange().discover(Owner.class)).containsExactly(AGENT);
        assertThat(java.exchange().discover(PYTHON_TYPE)).containsExactly(AGENT);
        assertThat(python.run("from testing import traffic\n"
                                + "return [str(each.uid) for each in await client.discover(traffic.Worker)]")
                        .valueStream()
                        .map(JsonNode::asString))
                .containsExactly(ID);
    }

    /** What a Java client and a Python client ask at the same time. */
    private final class Questions {

        private final String name;
        private final List<CompletableFuture<String>> fromJava;
        private final CompletableFuture<JsonNode> fromPython;

        Questions(String name) {
            this.name = name;
            this.fromJava = IntStream.range(0, EACH)
                    .mapToObj(i -> java.handle(ID).withTimeout(LIMIT).action("count", String.class, text("java", i)))
                    .toList();
            this.fromPython = python.begin(
                    """
                    asked = handle(uid, request_serializer='json')
                    return await asyncio.gather(*(asked.count(each) for each in values))
                    """,
                    Map.of("uid", ID, "values", texts("python")));
            await().until(() -> java.exchange().stats(AGENT).queued() == 2 * EACH || answeredSome());
        }

        void areAnswered() {
            assertThat(fromJava.stream().map(CompletableFuture::join).toList()).isEqualTo(texts("java"));
            assertThat(python.await(fromPython)
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList())
                    .isEqualTo(texts("python"));
        }

        Map<String, Integer> countedOnce() {
            Map<String, Integer> once = new ConcurrentHashMap<>();
            List.of("java", "python").forEach(from -> texts(from).forEach(text -> once.put(text, 1)));
            return once;
        }

        private boolean answeredSome() {
            return fromJava.stream().anyMatch(CompletableFuture::isDone);
        }

        private List<String> texts(String from) {
            return IntStream.range(0, EACH).mapToObj(i -> text(from, i)).toList();
        }

        private String text(String from, int number) {
            return name + "-" + from + "-" + number;
        }
    }

    @AgentMailbox(id = ID, types = PYTHON_TYPE)
    static class Owner {

        final Map<String, Integer> runs = new ConcurrentHashMap<>();

        @Action
        String count(String value) {
            runs.merge(value, 1, Integer::sum);
            return value;
        }
    }
}
