package academy.exchange.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import academy.exchange.AgentHandle;
import academy.exchange.AgentId;
import academy.exchange.ErrorCode;
import academy.exchange.MailboxStatus;
import academy.exchange.Request;
import academy.exchange.Response;
import academy.exchange.ResultType;
import academy.exchange.agent.Action;
import academy.exchange.agent.ActionContext;
import academy.exchange.agent.AgentMailbox;
import academy.exchange.mailbox.MailboxContainer.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three processes that serve one mailbox, each with one handler. */
@Timeout(120)
class RedisReplicasTest {

    private static final Duration LATER = Duration.ofSeconds(60);
    private static final int MANY = 3_000;
    private static final String ID = "5d1a9f0e-4c7b-4f0a-9d55-0c6f1f2e3a4b";

    private static final ResultType<List<String>> TEXTS = new ResultType<>() {};
    private static final Response SUCCESS = new Response.Success();
    private static final Response CANCELLED = new Response.ProtocolError(ErrorCode.ACTION_CANCELLED, null);

    private final AtomicIntegerArray runs = new AtomicIntegerArray(2 * MANY);
    private final List<Replica> replicas =
            IntStream.range(0, 3).mapToObj(each -> new Replica(runs)).toList();
    private final List<AgentProcess> processes = new ArrayList<>();
    private TestRedis redis;
    private RedisExchange asking;
    private AgentHandle handle;
    private RawClient client;

    /** How many pieces of work were asked for. */
    private int pieces;

    @AgentMailbox(id = ID, concurrency = "1")
    static class Replica {

        private final AtomicIntegerArray runs;
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger held = new AtomicInteger();
        private final AtomicInteger interrupts = new AtomicInteger();
        private final Semaphore release = new Semaphore(0);

        Replica(AtomicIntegerArray runs) {
            this.runs = runs;
        }

        @Action
        int work(int piece) {
            runs.incrementAndGet(piece);
            done.incrementAndGet();
            return piece;
        }

        @Action
        String hold() throws InterruptedException {
            held.incrementAndGet();
            try {
                assertThat(release.tryAcquire(90, TimeUnit.SECONDS)).isTrue();
                return "done";
            } catch (InterruptedException interrupted) {
                interrupts.incrementAndGet();
                throw interrupted;
            } finally {
                held.decrementAndGet();
            }
        }

        /** Asks as many questions as it is told to, all at once. */
        @Action
        List<String> ask(AgentId other, String question, int questions, ActionContext context) {
            AgentHandle handle = context.handle(other).withTimeout(LATER);
            List<CompletableFuture<String>> answers = IntStream.range(0, questions)
                    .mapToObj(each -> handle.action("echo", String.class, question + "-" + each))
                    .toList();
            done.incrementAndGet();
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    @BeforeEach
    void start() {
        redis = TestRedis.own();
        asking = redis.exchange().build();
        replicas.forEach(replica -> processes.add(AgentProcess.start(redis, replica)));
        handle = asking.getHandle(AgentId.of(ID)).withTimeout(LATER);
        client = new RawClient(asking, handle.agentId());
    }

    @AfterEach
    void stop() {
        replicas.forEach(replica -> replica.release.release(MANY));
        processes.forEach(AgentProcess::close);
        client.close();
        asking.close();
        redis.close();
    }

    @Test
    void shareTheWork() {
        List<CompletableFuture<Integer>> answers = work();

        assertAllAnswered(answers);
        assertThat(replicas).allSatisfy(replica -> assertThat(replica.done).hasPositiveValue());
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void repliesReachTheInstanceThatAsked() {
        int questions = 20;
        try (PlainPeer peer = PlainPeer.start(asking)) {
            List<CompletableFuture<List<String>>> answers = new ArrayList<>();
            for (int each = 0; each < 150; each++) {
                answers.add(handle.action("ask", TEXTS, List.of(peer.id(), "q" + each, questions), Map.of()));
            }

            for (int each = 0; each < answers.size(); each++) {
                String question = "q" + each + "-";
                assertThat(answers.get(each))
                        .succeedsWithin(LATER)
                        .isEqualTo(IntStream.range(0, questions)
                                .mapToObj(number -> question + number)
                                .toList());
            }
            assertThat(peer.answered()).isEqualTo(150 * questions);
        }
        assertThat(replicas).allSatisfy(replica -> assertThat(replica.done).hasPositiveValue());
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    /** An instance that is idle hears of the cancel first, as it waits for a message. */
    @Test
    void cancelReachesTheInstanceThatRunsTheAction() throws InterruptedException {
        int rounds = 12;
        for (int round = 1; round <= rounds; round++) {
            UUID action = client.send("hold");
            Replica runs = awaitHolder();
            int before = runs.interrupts.get();

            UUID cancel = client.send(new Request.Cancel(action));

            client.awaitReceived(client.count() + 2);
            until("the action is interrupted", () -> runs.held.get() == 0);
            assertThat(runs.interrupts).hasValue(before + 1);
            client.awaitPing();
            assertThat(client.answers(action)).containsExactly(CANCELLED);
            assertThat(client.answers(cancel)).containsExactly(SUCCESS);
            assertThat(client.count()).isEqualTo(round * 3);
        }
        assertThat(sum(replica -> replica.interrupts)).isEqualTo(rounds);
        assertThat(redis.commands().zcard("exchange:withdrawn:" + ID))
                .as("how many were read by an instance that did not run the action")
                .isPositive();
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void terminationStopsTheIdleAndTheBusyOnes() throws InterruptedException {
        UUID first = client.send("hold");
        UUID second = client.send("hold");
        until("two are busy", () -> sum(replica -> replica.held) == 2);

        asking.terminate(handle.agentId());

        until("all know", () -> processes.stream().allMatch(each -> each.state() == State.TERMINATED));
        assertThat(sum(replica -> replica.held)).isEqualTo(2);
        client.awaitReceived(2);
        replicas.forEach(replica -> replica.release.release());
        until("the actions have ended", () -> sum(replica -> replica.held) == 0);
        processes.forEach(AgentProcess::close);
        Response terminated = new Response.ProtocolError(ErrorCode.MAILBOX_TERMINATED, handle.agentId());
        assertThat(client.answers(first)).containsExactly(terminated);
        assertThat(client.answers(second)).containsExactly(terminated);
        assertThat(client.isEmptyHanded()).isTrue();
    }

    @Test
    void oneInstanceStopsGracefullyUnderLoad() throws Exception {
        List<CompletableFuture<Integer>> answers = work();
        Replica leaver = replicas.get(0);
        until("it does its share", () -> leaver.done.get() > 10);

        processes.get(0).container().stopAsync().get(10, TimeUnit.SECONDS);

        int last = leaver.done.get();
        assertAllAnswered(answers);
        assertAllAnswered(work());
        assertThat(leaver.done).hasValue(last);
        assertThat(asking.status(handle.agentId())).isEqualTo(MailboxStatus.ACTIVE);
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void oneInstanceComesAndGoesUnderLoad() throws Exception {
        List<CompletableFuture<Integer>> answers = work();
        for (int round = 0; round < 10; round++) {
            processes.get(1).container().stopAsync().get(10, TimeUnit.SECONDS);
            processes.get(1).container().start();
        }

        assertAllAnswered(answers);
        assertThat(redis.commands().keys("request:*")).isEmpty();
    }

    @Test
    void instanceThatStopsFinishesWhatItRunsAndTheOthersGoOn() throws Exception {
        CompletableFuture<String> running = handle.action("hold", String.class);
        Replica holder = awaitHolder();
        AgentProcess leaver = processes.get(replicas.indexOf(holder));

        CompletableFuture<Void> stopped = leaver.container().stopAsync();
        assertAllAnswered(work());

        assertThat(leaver.state()).isEqualTo(State.STOPPING);
        assertThat(holder.done).hasValue(0);
        assertThat(running).isNotDone();
        holder.release.release();
        assertThat(running).succeedsWithin(LATER).isEqualTo("done");
        stopped.get(10, TimeUnit.SECONDS);
        assertThat(asking.status(handle.agentId())).isEqualTo(MailboxStatus.ACTIVE);
    }

    /** Asks for many pieces of work. */
    private List<CompletableFuture<Integer>> work() {
        int first = pieces;
        pieces += MANY;
        return IntStream.range(first, pieces)
                .mapToObj(piece -> handle.action("work", Integer.class, piece))
                .toList();
    }

    /** To be called before more is asked for. */
    private void assertAllAnswered(List<CompletableFuture<Integer>> answers) {
        int first = pieces - MANY;
        for (int each = 0; each < MANY; each++) {
            int piece = first + each;
            assertThat(answers.get(each)).succeedsWithin(LATER).isEqualTo(piece);
            assertThat(runs.get(piece)).as("how often %s was run", piece).isEqualTo(1);
        }
        assertThat(sum(replica -> replica.done)).isEqualTo(pieces);
    }

    private Replica awaitHolder() {
        until("one is busy", () -> sum(replica -> replica.held) == 1);
        return replicas.stream()
                .filter(replica -> replica.held.get() == 1)
                .findFirst()
                .orElseThrow();
    }

    private int sum(Function<Replica, AtomicInteger> number) {
        return replicas.stream()
                .mapToInt(replica -> number.apply(replica).get())
                .sum();
    }

    private static void until(String condition, Callable<Boolean> reached) {
        await(condition).atMost(LATER).until(reached);
    }
}
